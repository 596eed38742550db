// A client of a contract, made of Axis. It calls an operation several times, and sends each value that it receives back in the
// next call. Its arguments are the URL, the operation, the number of calls, and a header block. It prints what greet returns,
// and the declared fault.
import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.rpc.holders.Holder;
import javax.xml.rpc.holders.StringHolder;
import org.apache.axis.client.Stub;
import org.apache.axis.message.SOAPHeaderElement;

public class Axis {
  public static void main(String[] arguments) throws Exception {
    peers.PeersPort port = new peers.PeersLocator().getPeersPort(new URL(arguments[0]));
    String operation = arguments[1];
    if (operation.equals("greet")) {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      ((Stub) port).setHeader(new SOAPHeaderElement(factory.newDocumentBuilder()
          .parse(new ByteArrayInputStream(arguments[3].getBytes("UTF-8"))).getDocumentElement()));
    }
    for (Method method : peers.PeersPort.class.getMethods()) {
      if (method.getName().equals(operation)) {
        call(port, method, Integer.parseInt(arguments[2]));
        return;
      }
    }
    throw new IllegalArgumentException(operation);
  }

  static void call(peers.PeersPort port, Method method, int calls) throws Exception {
    Class<?>[] types = method.getParameterTypes();
    Object[] values = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      if (Holder.class.isAssignableFrom(types[i])) values[i] = types[i].getConstructor().newInstance(); // for values in and out
      if (types[i] == String.class) values[i] = "hello";
      if (types[i] == StringHolder.class) ((StringHolder) values[i]).value = "hello";
    }
    try {
      for (int i = 0; i < calls; i++) {
        Object result = method.invoke(port, values);
        if (method.getReturnType() != void.class) values[0] = result;
      }
    } catch (InvocationTargetException e) {
      if (!(e.getCause() instanceof peers.Failure)) throw e;
      peers.Failure failure = (peers.Failure) e.getCause();
      System.out.println(failure.getCode() + " " + failure.getReason());
    }
    if (method.getName().equals("greet")) {
      System.out.println(values[0] instanceof StringHolder ? ((StringHolder) values[0]).value : values[0]);
    }
  }
}
