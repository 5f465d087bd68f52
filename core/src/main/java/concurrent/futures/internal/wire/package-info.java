/**
 * How values travel between a parent JVM and its worker JVMs. Loaded on both sides; knows neither.
 *
 * <ul>
 *   <li>{@link concurrent.futures.internal.wire.WireOutput} and {@link
 *       concurrent.futures.internal.wire.WireInput}: numbers, strings and bytes.
 *   <li>{@link concurrent.futures.internal.wire.CompactValues}: common values in a few bytes,
 *       without running user code. These three are all that a worker needs while it starts.
 *   <li>{@link concurrent.futures.internal.wire.ValueCodec}: any value. What is not compact goes
 *       through JDK serialization: big primitive arrays stand apart ({@code BulkToken}), buffers
 *       and everyday values that are not Serializable are replaced ({@code Substitutes}).
 *   <li>{@link concurrent.futures.internal.wire.ThrowableForm}: an exception, which always arrives,
 *       if not as itself then as its description.
 * </ul>
 */
@NullMarked
package concurrent.futures.internal.wire;

import org.jspecify.annotations.NullMarked;
