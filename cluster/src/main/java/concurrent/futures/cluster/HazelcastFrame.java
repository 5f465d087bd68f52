package concurrent.futures.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;
import java.io.IOException;
import java.util.concurrent.Callable;

/**
 * Sealed frames on the way to a member, as a call of Hazelcast's executor: the only addressed
 * message that it has. DataSerializable, as that needs no entry in the user's configuration.
 *
 * <p>Calls return one of the numbers.
 */
final class HazelcastFrame implements Callable<Integer>, DataSerializable, HazelcastInstanceAware {
  static final int NOBODY = 0;
  static final int ACCEPTED = 1;
  static final int REFUSED = 2;

  private String cluster = "";
  private Address from = new Address();
  private byte[] sealed = {};
  private transient HazelcastInstance instance;

  /** For Hazelcast. */
  @SuppressWarnings("NullAway.Init") // setHazelcastInstance() comes before call()
  HazelcastFrame() {}

  @SuppressWarnings("NullAway.Init")
  HazelcastFrame(String cluster, Address from, byte[] sealed) {
    this.cluster = cluster;
    this.from = from;
    this.sealed = sealed;
  }

  /** Under this name a node is found in the instance's user context. */
  static String key(String cluster) {
    return "concurrent.futures.cluster/" + cluster;
  }

  @Override
  public Integer call() {
    Object link = instance.getUserContext().get(key(cluster));
    return link instanceof HazelcastLink here ? here.received(from, sealed) : NOBODY;
  }

  @Override
  public void setHazelcastInstance(HazelcastInstance instance) {
    this.instance = instance;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeString(cluster);
    from.writeData(out);
    out.writeByteArray(sealed);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    cluster = in.readString();
    from.readData(in);
    sealed = in.readByteArray();
  }
}
