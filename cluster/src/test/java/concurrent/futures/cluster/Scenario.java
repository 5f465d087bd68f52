package concurrent.futures.cluster;

import java.util.Random;

/** What a simulation is of, all of it by a seed. Times are virtual. */
record Scenario(
    long seed,
    int members,
    int submitters,
    int tasks,
    long spanNanos,
    SimulatedNetwork.Faults faults,
    int deaths,
    boolean submittersDie,
    int hangs,
    int cuts,
    int joiners,
    int leavers,
    double retried,
    double cancelled,
    long cancelNanos,
    int minimumWorkers,
    int maxWorkers,
    long noWorkersNanos,
    long keepAliveNanos,
    boolean listens,
    long mostNanos,
    long longestNanos,
    boolean plain) {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  /** A small cluster in which anything may happen. */
  static Scenario of(long seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    int members = 2 + random.nextInt(random.nextBoolean() ? 4 : 19);
    int submitters = 1 + random.nextInt(Math.min(3, members - 1));
    boolean calm = random.nextInt(8) == 0; // nobody is lost
    SimulatedNetwork.Faults faults =
        new SimulatedNetwork.Faults(
            random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.3,
            random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.3,
            random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.2,
            random.nextDouble() * 0.2,
            1 + random.nextLong(2 * SECOND),
            random.nextLong(10 * SECOND) + 100 * MILLI);
    return new Scenario(
        seed,
        members,
        submitters,
        (int) Math.pow(10, 1 + 2 * random.nextDouble()),
        (long) (SECOND * Math.pow(10, 1.5 * random.nextDouble() - 1)),
        faults,
        calm ? 0 : random.nextInt(1 + members / 2),
        random.nextBoolean(),
        calm ? 0 : random.nextInt(4),
        calm ? 0 : random.nextInt(3),
        random.nextInt(4),
        calm ? 0 : random.nextInt(3),
        random.nextInt(3) == 0 ? 0 : random.nextDouble(),
        random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.4,
        (long) (SECOND * Math.pow(10, 4 * random.nextDouble() - 4)),
        random.nextInt(4) == 0 ? 1 + random.nextInt(members) : 1,
        random.nextInt(4) == 0 ? 1 + random.nextInt(2 * members) : 0,
        SECOND + random.nextLong(20 * SECOND),
        100 * MILLI + random.nextLong(10 * SECOND),
        random.nextInt(3) == 0,
        (long) (MILLI * Math.pow(10, 4 * random.nextDouble() - 1)),
        5 * SECOND,
        false);
  }

  /** A large cluster in which some members die while it works. */
  static Scenario large(long seed, int members, int tasks, int deaths) {
    return new Scenario(
        seed,
        members,
        1,
        tasks,
        SECOND,
        new SimulatedNetwork.Faults(0.001, 0.001, 0.001, 0, 100 * MILLI, SECOND),
        deaths,
        false,
        0,
        0,
        0,
        0,
        0.5,
        0,
        SECOND,
        1,
        0,
        30 * SECOND,
        10 * SECOND,
        false,
        10 * MILLI,
        200 * MILLI,
        false);
  }

  /** A cluster without faults whose tasks are alike, to see what they cost who submits them. */
  static Scenario plain(int members, int tasks, long mostNanos) {
    return new Scenario(
        1,
        members,
        1,
        tasks,
        SECOND,
        SimulatedNetwork.Faults.NONE,
        0,
        false,
        0,
        0,
        0,
        0,
        0,
        0,
        SECOND,
        1,
        0,
        30 * SECOND,
        10 * SECOND,
        false,
        mostNanos,
        mostNanos,
        true);
  }

  int slotsOf(boolean submits, Random random) {
    return submits ? random.nextInt(members > 20 ? 1 : 3) : 1 + random.nextInt(4);
  }

  /** How long a task takes: many are short. */
  long taskNanos(Random random) {
    return random.nextInt(50) == 0
        ? random.nextLong(longestNanos)
        : 1 + (long) (mostNanos * Math.pow(random.nextDouble(), 4));
  }

  SimulatedTasks.Kind kind(Random random) {
    return plain || random.nextBoolean()
        ? SimulatedTasks.Kind.SHORT
        : SimulatedTasks.Kind.ALL.get(random.nextInt(SimulatedTasks.Kind.ALL.size()));
  }
}
