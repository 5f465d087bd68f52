/**
 * Whole-process programs, one contender per JVM so that contenders share no compiled code, and
 * {@link concurrent.futures.benchmarks.Suite}, which runs them interleaved and writes the table.
 *
 * <p>Every program prints lines {@code metric <TAB> value}; the unit is part of the metric's name.
 */
@org.jspecify.annotations.NullMarked
package concurrent.futures.benchmarks;
