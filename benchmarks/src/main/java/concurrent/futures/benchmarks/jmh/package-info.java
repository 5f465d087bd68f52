/** JMH benchmarks of the hot paths: {@code benchmarks/run jmh [regex]}. */
@org.jspecify.annotations.NullMarked
package concurrent.futures.benchmarks.jmh;
