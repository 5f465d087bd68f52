package concurrent.futures.internal.process;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a class file refers to, read from its constant pool. Names are in the form a.b.C. */
final class ClassFile {
  /** A field of some class. */
  record Field(String owner, String name) {}

  private final Set<String> classes = new LinkedHashSet<>();
  private final List<Field> fields = new ArrayList<>();

  private ClassFile() {}

  /** The classes that it names, itself included. */
  Set<String> classes() {
    return classes;
  }

  /** The fields that its code uses. */
  List<Field> fields() {
    return fields;
  }

  static ClassFile parse(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    in.readInt(); // magic
    in.readInt(); // version
    int count = in.readUnsignedShort();
    String[] texts = new String[count];
    int[] first = new int[count]; // what an entry refers to: the text of a class or name, a class
    int[] second = new int[count]; // the name and type of a field
    boolean[] isClass = new boolean[count];
    boolean[] isField = new boolean[count];
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1:
          texts[i] = in.readUTF();
          break;
        case 3: // int, float
        case 4:
          in.readInt();
          break;
        case 5: // long, double: two entries
        case 6:
          in.readLong();
          i++;
          break;
        case 7:
          isClass[i] = true;
          first[i] = in.readUnsignedShort();
          break;
        case 9:
          isField[i] = true;
          first[i] = in.readUnsignedShort();
          second[i] = in.readUnsignedShort();
          break;
        case 15: // method handle
          in.readUnsignedByte();
          in.readUnsignedShort();
          break;
        case 8: // string, method type, module, package
        case 16:
        case 19:
        case 20:
          in.readUnsignedShort();
          break;
        case 10: // method, interface method, name and type, dynamic, invokedynamic
        case 11:
        case 12:
        case 17:
        case 18:
          first[i] = in.readUnsignedShort();
          second[i] = in.readUnsignedShort();
          break;
        default:
          throw new IOException("a class file with an unknown constant: " + tag);
      }
    }
    ClassFile file = new ClassFile();
    for (int i = 1; i < count; i++) {
      if (isClass[i] && !texts[first[i]].startsWith("[")) {
        file.classes.add(texts[first[i]].replace('/', '.'));
      } else if (isField[i]) {
        String owner = texts[first[first[i]]].replace('/', '.');
        file.fields.add(new Field(owner, texts[first[second[i]]]));
      }
    }
    return file;
  }
}
