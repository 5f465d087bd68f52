/** What the command has to do with a cluster: joining, being a worker, its members, its key. */
@NullMarked
package concurrent.futures.cli.cluster;

import org.jspecify.annotations.NullMarked;
