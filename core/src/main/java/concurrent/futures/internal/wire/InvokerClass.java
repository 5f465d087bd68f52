package concurrent.futures.internal.wire;

import java.lang.invoke.MethodType;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a class that calls one method; for {@code int Owner.sum(int a, String b)}:
 *
 * <pre>
 *  final class Owner$$Invoker implements Function {
 *    static { ((Object[]) MethodHandles.classData(lookup(), "_", Object[].class))[0] = new Owner$$Invoker(); }
 *
 *    public Object apply(Object values) {
 *      Object[] v = (Object[]) values;
 *      return Integer.valueOf(Owner.sum(((Integer) v[0]).intValue(), (String) v[1]));
 *    }
 *  }
 * </pre>
 *
 * <p>It gives its only instance away by its class data, as to ask a fresh JVM for a constructor by
 * reflection takes longer than all the rest. For the same reason it is written by what a worker has
 * written messages by: streams are locked for each byte, which is not compiled yet.
 */
final class InvokerClass {
  private static final int JAVA_11 = 55; // the first with nestmates

  // access
  private static final int FINAL_SUPER_SYNTHETIC = 0x1030;
  private static final int PUBLIC = 0x0001;
  private static final int PRIVATE = 0x0002;
  private static final int STATIC = 0x0008;

  // constants
  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int STRING = 8;
  private static final int METHOD = 10;
  private static final int INTERFACE_METHOD = 11;
  private static final int NAME_AND_TYPE = 12;

  // instructions
  private static final int ACONST_NULL = 0x01;
  private static final int ICONST_0 = 0x03;
  private static final int SIPUSH = 0x11;
  private static final int LDC_W = 0x13;
  private static final int ALOAD_0 = 0x2A;
  private static final int ALOAD_1 = 0x2B;
  private static final int AALOAD = 0x32;
  private static final int ASTORE_1 = 0x4C;
  private static final int AASTORE = 0x53;
  private static final int DUP = 0x59;
  private static final int ARETURN = 0xB0;
  private static final int RETURN = 0xB1;
  private static final int INVOKEVIRTUAL = 0xB6;
  private static final int INVOKESPECIAL = 0xB7;
  private static final int INVOKESTATIC = 0xB8;
  private static final int INVOKEINTERFACE = 0xB9;
  private static final int NEW = 0xBB;
  private static final int CHECKCAST = 0xC0;

  private static final String OBJECT = "java/lang/Object";
  private static final String OBJECTS = "[Ljava/lang/Object;";
  private static final String HANDLES = "java/lang/invoke/MethodHandles";
  private static final String LOOKUP = "java/lang/invoke/MethodHandles$Lookup";
  private static final String INIT = "<init>";

  private final int self; // the one constant by which a hidden class can name itself
  private final WireOutput constants = new WireOutput(1024);
  private final WireOutput methods = new WireOutput(512);
  private final WireOutput code = new WireOutput(128);
  private int count = 1; // of the constants, from 1 on

  private InvokerClass(String name) {
    this.self = type(name);
  }

  /**
   * Makes it.
   *
   * @param called the method or constructor
   * @param types of what it takes, with the receiver
   * @param descriptor its type
   */
  static byte[] bytes(Executable called, Class<?>[] types, String descriptor) {
    String owner = internalName(called.getDeclaringClass());
    return new InvokerClass(owner + "$$Invoker").make(called, types, owner, descriptor);
  }

  private byte[] make(Executable called, Class<?>[] types, String owner, String descriptor) {
    op(ALOAD_0);
    invoke(INVOKESPECIAL, METHOD, OBJECT, INIT, "()V");
    op(RETURN);
    method(PRIVATE, INIT, "()V", 1, 1);

    giveInstance();
    method(STATIC, "<clinit>", "()V", 4, 0);

    call(called, types, owner, descriptor);
    method(PUBLIC, "apply", "(Ljava/lang/Object;)Ljava/lang/Object;", 2 * types.length + 3, 2);

    int parent = type(OBJECT);
    int function = type("java/util/function/Function");
    WireOutput out = new WireOutput(2048);
    out.writeInt(0xCAFEBABE);
    out.writeInt(JAVA_11);
    out.writeShort(count);
    append(out, constants);
    out.writeShort(FINAL_SUPER_SYNTHETIC);
    out.writeShort(self);
    out.writeShort(parent);
    out.writeShort(1);
    out.writeShort(function);
    out.writeShort(0); // fields
    out.writeShort(3);
    append(out, methods);
    out.writeShort(0); // attributes
    return Arrays.copyOf(out.array(), out.size());
  }

  private void giveInstance() {
    invoke(INVOKESTATIC, METHOD, HANDLES, "lookup", "()L" + LOOKUP + ";");
    op(LDC_W, constant(STRING, utf8("_")));
    op(LDC_W, type(OBJECTS));
    invoke(
        INVOKESTATIC,
        METHOD,
        HANDLES,
        "classData",
        "(L" + LOOKUP + ";Ljava/lang/String;Ljava/lang/Class;)Ljava/lang/Object;");
    op(CHECKCAST, type(OBJECTS));
    op(ICONST_0);
    op(NEW, self);
    op(DUP);
    op(INVOKESPECIAL, member(METHOD, self, INIT, "()V"));
    op(AASTORE);
    op(RETURN);
  }

  private void call(Executable called, Class<?>[] types, String owner, String descriptor) {
    boolean constructor = !(called instanceof Method);
    if (constructor) {
      op(NEW, type(owner));
      op(DUP);
    }
    op(ALOAD_1);
    op(CHECKCAST, type(OBJECTS));
    op(ASTORE_1);
    for (int i = 0; i < types.length; i++) {
      op(ALOAD_1);
      op(SIPUSH, i);
      op(AALOAD);
      Class<?> type = types[i];
      op(CHECKCAST, type(internalName(type.isPrimitive() ? boxOf(type) : type)));
      if (type.isPrimitive()) {
        String value = type.getName() + "Value";
        invoke(
            INVOKEVIRTUAL,
            METHOD,
            internalName(boxOf(type)),
            value,
            "()" + type.descriptorString());
      }
    }
    int kind = called.getDeclaringClass().isInterface() ? INTERFACE_METHOD : METHOD;
    if (constructor) {
      invoke(INVOKESPECIAL, kind, owner, INIT, descriptor);
    } else if (Modifier.isStatic(called.getModifiers())) {
      invoke(INVOKESTATIC, kind, owner, called.getName(), descriptor);
    } else if (kind == METHOD) {
      invoke(INVOKEVIRTUAL, kind, owner, called.getName(), descriptor);
    } else {
      invoke(INVOKEINTERFACE, kind, owner, called.getName(), descriptor);
      op(slots(types));
      op(0);
    }
    if (!constructor) {
      toObject(((Method) called).getReturnType());
    }
    op(ARETURN);
  }

  private void toObject(Class<?> returned) {
    if (returned == void.class) {
      op(ACONST_NULL);
    } else if (returned.isPrimitive()) {
      String wrapper = internalName(boxOf(returned));
      String boxing = "(" + returned.descriptorString() + ")L" + wrapper + ";";
      invoke(INVOKESTATIC, METHOD, wrapper, "valueOf", boxing);
    }
  }

  private static int slots(Class<?>[] types) {
    int slots = 0;
    for (Class<?> type : types) {
      slots += type == long.class || type == double.class ? 2 : 1;
    }
    return slots;
  }

  /** The class whose objects hold values of a primitive type. */
  static Class<?> boxOf(Class<?> primitive) {
    return MethodType.methodType(primitive).wrap().returnType();
  }

  private static String internalName(Class<?> type) {
    return type.getName().replace('.', '/');
  }

  // ---- instructions

  private void op(int instruction) {
    code.writeByte(instruction);
  }

  private void op(int instruction, int operand) {
    code.writeByte(instruction);
    code.writeShort(operand);
  }

  private void invoke(int instruction, int kind, String owner, String name, String type) {
    op(instruction, member(kind, type(owner), name, type));
  }

  /** Ends a method with the instructions so far. */
  private void method(int access, String name, String type, int stack, int locals) {
    methods.writeShort(access);
    methods.writeShort(utf8(name));
    methods.writeShort(utf8(type));
    methods.writeShort(1);
    methods.writeShort(utf8("Code"));
    methods.writeInt(12 + code.size());
    methods.writeShort(stack);
    methods.writeShort(locals);
    methods.writeInt(code.size());
    append(methods, code);
    methods.writeInt(0); // handlers, attributes
    code.reset();
  }

  // ---- constants

  private int type(String internalName) {
    return constant(CLASS, utf8(internalName));
  }

  private int member(int kind, int owner, String name, String type) {
    return constant(kind, owner, constant(NAME_AND_TYPE, utf8(name), utf8(type)));
  }

  private int constant(int kind, int... parts) {
    constants.writeByte(kind);
    for (int part : parts) {
      constants.writeShort(part);
    }
    return count++;
  }

  /** Whether a class file has these letters as UTF-8 has them. */
  static boolean canName(String text) {
    boolean can = true;
    for (int i = 0; can && i < text.length(); i++) {
      char c = text.charAt(i);
      can = c != 0 && !Character.isSurrogate(c);
    }
    return can;
  }

  private int utf8(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    constants.writeByte(UTF8);
    constants.writeShort(bytes.length);
    constants.writeBytes(bytes, 0, bytes.length);
    return count++;
  }

  private static void append(WireOutput out, WireOutput part) {
    out.writeBytes(part.array(), 0, part.size());
  }
}
