// A service of the contract with JAX-WS RI: it returns the attachments that it gets, and says what it has read of them.

import archive.*;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.activation.DataHandler;
import javax.jws.WebService;
import javax.xml.ws.Endpoint;
import javax.xml.ws.soap.MTOM;

@MTOM(threshold = 100)
@WebService(endpointInterface = "archive.Archive", targetNamespace = "urn:attachments", serviceName = "Archive", portName = "Archive")
public class Judge implements Archive {
  public static void main(String[] args) {
    Endpoint.publish(args[0], new Judge());
    System.out.println("ready");
  }

  // same returns the content of d as a value of its own, and appends its media type, length and digest to seen.
  private static DataHandler same(DataHandler d, StringBuilder seen) {
    if (d == null) {
      return null;
    }
    try (InputStream in = d.getInputStream()) {
      byte[] content = in.readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      seen.append(d.getContentType()).append(' ').append(content.length).append(' ').append(HexFormat.of().formatHex(digest)).append('\n');
      return new DataHandler(new Bytes(content, d.getContentType()));
    } catch (Exception e) {
      throw new RuntimeException(e);
    }
  }

  // Bytes are the content of an attachment.
  private record Bytes(byte[] content, String contentType) implements javax.activation.DataSource {
    public InputStream getInputStream() { return new java.io.ByteArrayInputStream(content); }
    public java.io.OutputStream getOutputStream() { throw new UnsupportedOperationException(); }
    public String getContentType() { return contentType; }
    public String getName() { return ""; }
  }

  public Document store(Document d) {
    StringBuilder seen = new StringBuilder();
    Document stored = new Document();
    stored.setScan(same(d.getScan(), seen));
    stored.setThumbnail(same(d.getThumbnail(), seen));
    stored.setChecksum(d.getChecksum());
    stored.setTitle(seen.toString());
    return stored;
  }

  public Shared share(Share s) {
    StringBuilder seen = new StringBuilder();
    Shared shared = new Shared();
    shared.setAlbum(new Album());
    for (DataHandler d : s.getAlbum().getPhoto()) {
      shared.getAlbum().getPhoto().add(same(d, seen));
    }
    if (s.getProof() != null) {
      shared.setProof(new Signed());
      shared.getProof().setValue(same(s.getProof().getValue(), seen));
      shared.getProof().setSigner("java");
    }
    return shared;
  }

  public Counted count(Count c) {
    return new Counted();
  }
}
