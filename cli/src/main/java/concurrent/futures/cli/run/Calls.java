package concurrent.futures.cli.run;

import concurrent.futures.Executor;
import concurrent.futures.Future;

/** How workers come to call the function, and what their tasks return. */
interface Calls {
  /** Submits a batch. */
  Future<?> submit(Executor tasks, Batch batch);

  /** What the task of a record that travels alone has returned. */
  Chunk chunk(Batch batch, Object result);

  /** The number of the last attempt of a record that travels alone and failed. */
  int attempt(Batch batch);
}
