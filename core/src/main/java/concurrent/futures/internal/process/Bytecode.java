package concurrent.futures.internal.process;

import java.util.ArrayList;
import java.util.List;

/** Walks over the instructions of a method. */
final class Bytecode {
  private static final int LDC = 0x12;
  private static final int LDC_W = 0x13;
  private static final int IINC = 0x84;
  private static final int TABLESWITCH = 0xaa;
  private static final int LOOKUPSWITCH = 0xab;
  private static final int GETSTATIC = 0xb2;
  private static final int INVOKEINTERFACE = 0xb9;
  private static final int INVOKEDYNAMIC = 0xba;
  private static final int NEW = 0xbb;
  private static final int NEWARRAY = 0xbc;
  private static final int ANEWARRAY = 0xbd;
  private static final int CHECKCAST = 0xc0;
  private static final int INSTANCEOF = 0xc1;
  private static final int WIDE = 0xc4;
  private static final int MULTIANEWARRAY = 0xc5;

  private Bytecode() {}

  /** The entries of the constant pool that the instructions refer to. */
  static List<Integer> constants(byte[] code) {
    List<Integer> found = new ArrayList<>();
    for (int at = 0; at < code.length; at += length(code, at)) {
      int op = code[at] & 0xff;
      if (op == LDC) {
        found.add(code[at + 1] & 0xff);
      } else if (op == LDC_W
          || (op >= GETSTATIC && op <= NEW)
          || op == ANEWARRAY
          || op == CHECKCAST
          || op == INSTANCEOF
          || op == MULTIANEWARRAY) {
        found.add((code[at + 1] & 0xff) << 8 | (code[at + 2] & 0xff));
      }
    }
    return found;
  }

  private static int length(byte[] code, int at) {
    int op = code[at] & 0xff;
    int operands = (at & ~3) + 4; // those of a switch are aligned
    return switch (op) {
      case TABLESWITCH ->
          operands + 12 + 4 * (int32(code, operands + 8) - int32(code, operands + 4) + 1) - at;
      case LOOKUPSWITCH -> operands + 8 + 8 * int32(code, operands + 4) - at;
      case WIDE -> (code[at + 1] & 0xff) == IINC ? 6 : 4;
      case MULTIANEWARRAY -> 4;
      case INVOKEINTERFACE, INVOKEDYNAMIC, 0xc8, 0xc9 -> 5; // and wide jumps
      case 0x10, LDC, NEWARRAY, 0xa9 -> 2; // bipush, ret
      case 0x11, LDC_W, 0x14, IINC, ANEWARRAY, CHECKCAST, INSTANCEOF, 0xc6, 0xc7 -> 3;
      default -> {
        boolean local = (op >= 0x15 && op <= 0x19) || (op >= 0x36 && op <= 0x3a); // load, store
        boolean jump = op >= 0x99 && op <= 0xa8;
        boolean member = op >= GETSTATIC && op <= NEW;
        yield local ? 2 : jump || member ? 3 : 1;
      }
    };
  }

  private static int int32(byte[] code, int at) {
    return (code[at] & 0xff) << 24
        | (code[at + 1] & 0xff) << 16
        | (code[at + 2] & 0xff) << 8
        | (code[at + 3] & 0xff);
  }
}
