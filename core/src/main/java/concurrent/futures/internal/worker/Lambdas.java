package concurrent.futures.internal.worker;

import concurrent.futures.internal.wire.Lookups;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;

/**
 * Makes lambdas where the JDK makes the wrong ones: javac does not tell serialized references to
 * one method apart that differ in the types of their arguments (JDK-8208752), so that the one that
 * comes first in the class is made of both, and fails with ClassCastException when it is called.
 */
final class Lambdas {
  private Lambdas() {}

  /** True if the arguments and the result of an instance are of the types that it must have. */
  static boolean isRight(Object instance, SerializedLambda wanted) throws Exception {
    if (wanted.getImplMethodName().startsWith("lambda$")) {
      return true; // each has a method of its own
    }
    Object given = replaced(instance, instance.getClass().getDeclaredMethod("writeReplace"));
    return !(given instanceof SerializedLambda)
        || ((SerializedLambda) given)
            .getInstantiatedMethodType()
            .equals(wanted.getInstantiatedMethodType());
  }

  private static Object replaced(Object instance, Method writeReplace) throws Exception {
    if (writeReplace.trySetAccessible()) {
      return writeReplace.invoke(instance);
    }
    try { // in a module that does not open its package
      return Lookups.trusted().unreflect(writeReplace).invoke(instance);
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  /** Makes an instance of the interface that calls the method; all that a task needs. */
  static Object make(Class<?> capturing, SerializedLambda lambda) throws Exception {
    ClassLoader loader = capturing.getClassLoader();
    Lookup lookup = Lookups.in(capturing);
    Object[] captured = new Object[lambda.getCapturedArgCount()];
    for (int i = 0; i < captured.length; i++) {
      captured[i] = lambda.getCapturedArg(i);
    }
    return MethodHandleProxies.asInterfaceInstance(
        type(lambda.getFunctionalInterfaceClass(), loader),
        MethodHandles.insertArguments(method(lambda, lookup, loader).asFixedArity(), 0, captured)
            .asType(methodType(lambda.getInstantiatedMethodType(), loader))); // or it converts
  }

  private static MethodHandle method(SerializedLambda lambda, Lookup lookup, ClassLoader loader)
      throws ReflectiveOperationException {
    Class<?> owner = type(lambda.getImplClass(), loader);
    String name = lambda.getImplMethodName();
    MethodType type = methodType(lambda.getImplMethodSignature(), loader);
    switch (lambda.getImplMethodKind()) {
      case MethodHandleInfo.REF_invokeStatic:
        return lookup.findStatic(owner, name, type);
      case MethodHandleInfo.REF_newInvokeSpecial:
        return lookup.findConstructor(owner, type);
      case MethodHandleInfo.REF_invokeSpecial:
        return lookup.findSpecial(owner, name, type, lookup.lookupClass());
      default:
        return lookup.findVirtual(owner, name, type);
    }
  }

  private static Class<?> type(String internalName, ClassLoader loader)
      throws ClassNotFoundException {
    return Class.forName(internalName.replace('/', '.'), false, loader);
  }

  private static MethodType methodType(String descriptor, ClassLoader loader) {
    return MethodType.fromMethodDescriptorString(descriptor, loader);
  }
}
