package concurrent.futures.internal.process;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a class file refers to, and each of its methods. Names are in the form a.b.C. */
final class ClassFile {
  private static final int CLASS = 7;
  private static final int FIELD = 9;
  private static final int METHOD = 10;
  private static final int INTERFACE_METHOD = 11;
  private static final int METHOD_HANDLE = 15;
  private static final int DYNAMIC = 17;
  private static final int INVOKE_DYNAMIC = 18;

  /** A class, or a field or method of it: then with a name, and a method with its type. */
  record Reference(String owner, String name, String type, boolean isField) {
    /** As methods are named in {@link #referencesOf}. */
    String nameAndType() {
      return name + type;
    }
  }

  private int[] tags = {};
  private String[] texts = {};
  private int[] first = {}; // what an entry refers to: the text of a class or name, a class
  private int[] second = {}; // the name and type of a member, the member of a method handle

  private final Map<String, byte[]> methods = new LinkedHashMap<>(); // their code
  private final Map<Integer, int[]> bootstraps = new HashMap<>(); // the arguments

  private ClassFile() {}

  static ClassFile parse(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    ClassFile file = new ClassFile();
    in.readInt(); // magic
    in.readInt(); // version
    file.readConstants(in);
    in.skipNBytes(6); // access, this class, super class
    in.skipNBytes(2L * in.readUnsignedShort()); // interfaces
    file.readMembers(in); // fields
    file.readMembers(in); // methods
    file.readAttributes(in, "");
    return file;
  }

  private void readConstants(DataInputStream in) throws IOException {
    int count = in.readUnsignedShort();
    tags = new int[count];
    texts = new String[count];
    first = new int[count];
    second = new int[count];
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      tags[i] = tag;
      switch (tag) {
        case 1 -> texts[i] = in.readUTF();
        case 3, 4 -> in.readInt(); // int, float
        case 5, 6 -> { // long, double: two entries
          in.readLong();
          i++;
        }
        case METHOD_HANDLE -> {
          in.readUnsignedByte();
          second[i] = in.readUnsignedShort();
        }
        case CLASS, 8, 16, 19, 20 -> first[i] = in.readUnsignedShort();
        case FIELD, METHOD, INTERFACE_METHOD, 12, DYNAMIC, INVOKE_DYNAMIC -> {
          first[i] = in.readUnsignedShort();
          second[i] = in.readUnsignedShort();
        }
        default -> throw new IOException("a class file with an unknown constant: " + tag);
      }
    }
  }

  private void readMembers(DataInputStream in) throws IOException {
    int count = in.readUnsignedShort();
    for (int i = 0; i < count; i++) {
      in.readUnsignedShort(); // access
      String name = texts[in.readUnsignedShort()];
      String type = texts[in.readUnsignedShort()];
      readAttributes(in, name + type);
    }
  }

  private void readAttributes(DataInputStream in, String member) throws IOException {
    int count = in.readUnsignedShort();
    for (int i = 0; i < count; i++) {
      String name = texts[in.readUnsignedShort()];
      int length = in.readInt();
      if (name.equals("Code")) {
        in.readInt(); // sizes of stack and locals
        byte[] code = in.readNBytes(in.readInt());
        methods.put(member, code);
        in.skipNBytes(length - 8L - code.length);
      } else if (name.equals("BootstrapMethods")) {
        readBootstraps(in);
      } else {
        in.skipNBytes(length);
      }
    }
  }

  private void readBootstraps(DataInputStream in) throws IOException {
    int count = in.readUnsignedShort();
    for (int i = 0; i < count; i++) {
      in.readUnsignedShort(); // the bootstrap method
      int[] arguments = new int[in.readUnsignedShort()];
      for (int j = 0; j < arguments.length; j++) {
        arguments[j] = in.readUnsignedShort();
      }
      bootstraps.put(i, arguments);
    }
  }

  /** The classes that it names, itself included. */
  Set<String> classes() {
    Set<String> classes = new LinkedHashSet<>();
    for (int i = 1; i < tags.length; i++) {
      if (tags[i] == CLASS && !texts[first[i]].startsWith("[")) {
        classes.add(className(i));
      }
    }
    return classes;
  }

  /** The methods that have code, by name and type. */
  Set<String> methods() {
    return methods.keySet();
  }

  /** What the code of a method refers to; nothing if it has none. */
  List<Reference> referencesOf(String method) {
    List<Reference> found = new ArrayList<>();
    byte[] code = methods.get(method);
    if (code != null) {
      for (int index : Bytecode.constants(code)) {
        add(found, index);
      }
    }
    return found;
  }

  private void add(List<Reference> found, int index) {
    switch (tags[index]) {
      case CLASS -> found.add(new Reference(className(index), "", "", false));
      case FIELD, METHOD, INTERFACE_METHOD -> {
        int nameAndType = second[index];
        found.add(
            new Reference(
                className(first[index]),
                texts[first[nameAndType]],
                texts[second[nameAndType]],
                tags[index] == FIELD));
      }
      case METHOD_HANDLE -> add(found, second[index]);
      case DYNAMIC, INVOKE_DYNAMIC -> {
        for (int argument : bootstraps.getOrDefault(first[index], new int[0])) {
          add(found, argument);
        }
      }
      default -> {} // a number, a text, a type
    }
  }

  private String className(int index) {
    return texts[first[index]].replace('/', '.');
  }
}
