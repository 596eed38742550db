// Services of the contract with JAX-WS RI: they return the attachments that they get, and say what they have read of them.

import claims.*;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.activation.DataHandler;
import javax.jws.WebService;
import javax.xml.ws.BindingType;
import javax.xml.ws.Endpoint;
import javax.xml.ws.Holder;
import javax.xml.ws.soap.MTOM;
import javax.xml.ws.soap.SOAPBinding;

public class Judge {
  public static void main(String[] args) {
    Endpoint.publish(args[0] + "claims", new ClaimsService());
    Endpoint.publish(args[0] + "files", new FilesService());
    Endpoint.publish(args[0] + "vault", new VaultService());
    System.out.println("ready");
  }

  // seen returns the length and the digest of content.
  private static String seen(byte[] content) throws Exception {
    return content.length + " " + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)) + " ";
  }

  private static byte[] bytesOf(DataHandler d) throws Exception {
    try (InputStream in = d.getInputStream()) {
      return in.readAllBytes();
    }
  }

  // Bytes are the content of an attachment.
  private record Bytes(byte[] content, String contentType) implements javax.activation.DataSource {
    public InputStream getInputStream() { return new java.io.ByteArrayInputStream(content); }
    public java.io.OutputStream getOutputStream() { throw new UnsupportedOperationException(); }
    public String getContentType() { return contentType; }
    public String getName() { return ""; }
  }

  @WebService(endpointInterface = "claims.Claims", targetNamespace = "urn:swa", serviceName = "Claims", portName = "Claims", wsdlLocation = "contract.wsdl")
  public static class ClaimsService implements Claims {
    public void submit(Claim claim, byte[] photo, Holder<String> note, Holder<Decision> decision, Holder<byte[]> letter) {
      decision.value = new Decision();
      try {
        decision.value.setText(claim.getNumber() + " " + seen(photo) + note.value);
      } catch (Exception e) {
        throw new RuntimeException(e);
      }
      letter.value = photo;
    }

    public Form refer(Form form) {
      Form referred = new Form();
      try {
        String title = seen(bytesOf(form.getForm()));
        referred.setForm(new DataHandler(new Bytes(bytesOf(form.getForm()), form.getForm().getContentType())));
        for (DataHandler page : form.getPage()) {
          title += seen(bytesOf(page));
          referred.getPage().add(new DataHandler(new Bytes(bytesOf(page), page.getContentType())));
        }
        referred.setTitle(title);
      } catch (Exception e) {
        throw new RuntimeException(e);
      }
      return referred;
    }
  }

  @WebService(endpointInterface = "claims.Files", targetNamespace = "urn:swa", serviceName = "Claims", portName = "Files", wsdlLocation = "contract.wsdl")
  public static class FilesService implements Files {
    public void exchange(Holder<String> name, Holder<byte[]> file) {
      try {
        name.value += " " + seen(file.value);
      } catch (Exception e) {
        throw new RuntimeException(e);
      }
    }
  }

  @MTOM(threshold = 100)
  @BindingType(SOAPBinding.SOAP12HTTP_BINDING)
  @WebService(endpointInterface = "claims.Vault", targetNamespace = "urn:swa", serviceName = "Claims", portName = "Vault", wsdlLocation = "contract.wsdl")
  public static class VaultService implements Vault {
    public Kept deposit(Keep keep, Holder<Signature> signature) throws Refused_Exception {
      try {
        byte[] content = bytesOf(keep.getContent()), proof = bytesOf(signature.value.getProof());
        if (content.length == 0) {
          Refused refused = new Refused();
          refused.setReport(new DataHandler(new Bytes(proof, "application/octet-stream")));
          throw new Refused_Exception("empty", refused);
        }
        Kept kept = new Kept();
        kept.setContent(new DataHandler(new Bytes(proof, "application/octet-stream")));
        signature.value = new Signature();
        signature.value.setProof(new DataHandler(new Bytes(content, "application/octet-stream")));
        return kept;
      } catch (Refused_Exception e) {
        throw e;
      } catch (Exception e) {
        throw new RuntimeException(e);
      }
    }
  }
}
