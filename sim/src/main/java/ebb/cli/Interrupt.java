package ebb.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Ctrl-C as a wish: the first one is remembered, the second one ends the process as ever.
 *
 * <p>The JDK's own way to hear a signal is outside of its documented interface; where a JVM has it not, Ctrl-C ends the process at once.
 */
final class Interrupt {
    private volatile boolean wished;

    private Interrupt() {}

    /** Listens from now on. */
    static Interrupt listen() {
        Interrupt interrupt = new Interrupt();
        try {
            interrupt.register();
        } catch (ReflectiveOperationException unknown) {
            // As said above: nothing to listen with.
            interrupt.wished = false;
        }
        return interrupt;
    }

    boolean wished() {
        return wished;
    }

    private void register() throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object interrupted = signal.getConstructor(String.class).newInstance("INT");
        Object byDefault = handler.getField("SIG_DFL").get(null);
        Method handle = signal.getMethod("handle", signal, handler);
        InvocationHandler first = (proxy, method, arguments) -> {
            if (!method.getName().equals("handle")) {
                return method.getName().equals("hashCode") ? (Object) System.identityHashCode(this) : proxy == this;
            }
            wished = true;
            return handle.invoke(null, interrupted, byDefault);
        };
        Object listener = Proxy.newProxyInstance(Interrupt.class.getClassLoader(), new Class<?>[] {handler}, first);
        handle.invoke(null, interrupted, listener);
    }
}
