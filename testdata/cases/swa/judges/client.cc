// A client of the contract with gSOAP: it sends attachments, and says which parts the responses have.

#include "Claims.nsmap"
#include "soapClaimsProxy.h"
#include <cstdio>

static ClaimsProxy *client;
static char photo[3000] = "\xff\r\n--";

// begin begins a message with parts.
static void begin() {
  client->destroy();
  soap_clr_mime(client->soap);
  soap_set_mime(client->soap, NULL, "<root@gsoap>");
}

// attach makes content a part of the request.
static void attach(const char *content, size_t size, const char *type, const char *id) {
  soap_set_mime_attachment(client->soap, (char *)content, size, SOAP_MIME_BINARY, type, id, NULL, NULL);
}

// show prints what the response has, or its fault.
static void show(int failed, const std::string &text) {
  if (failed) {
    client->soap_stream_fault(std::cout);
    return;
  }
  printf("%s:", text.c_str());
  for (const soap_multipart *p = client->soap->mime.list; p; p = p->next)
    if (p != client->soap->mime.list) printf(" %s %zu", p->type, p->size);
  puts("");
}

int main(int, char **argv) {
  ClaimsProxy proxy(argv[1], SOAP_C_UTFSTRING);
  client = &proxy;
  begin();
  attach(photo, sizeof photo, "image/png", "<1@gsoap>");
  attach("hi", 2, "text/plain", "<2@gsoap>");
  _ns1__claim claim;
  claim.number = "7";
  __ns1__SubmitResponse response;
  int failed = client->Submit(&claim, response);
  show(failed, failed ? "" : response.ns1__decision->text);

  begin();
  attach(photo, sizeof photo, "a/b", "<form@gsoap>");
  ns1__Form form, referred;
  form.title = "title";
  form.form = "cid:form@gsoap";
  show(client->Refer(&form, referred), referred.title);
}
