// A service of the contract with gSOAP: it returns the attachments that it gets, and says what it has read of them.

#include "Claims.nsmap"
#include "soapClaimsService.h"
#include <cstdint>
#include <cstdio>
#include <cstdlib>

// seen returns the length and the FNV-1a hash of p.
static std::string seen(const soap_multipart *p) {
  uint64_t hash = 14695981039346656037ull;
  for (size_t i = 0; i < p->size; i++) hash = (hash ^ (unsigned char)p->ptr[i]) * 1099511628211ull;
  return std::to_string(p->size) + " " + std::to_string(hash) + " ";
}

// attach makes the content of p a part of the response.
static void attach(struct soap *soap, const soap_multipart *p, const char *type, const char *id) {
  soap_set_mime_attachment(soap, (char *)p->ptr, p->size, SOAP_MIME_BINARY, type, id, NULL, NULL);
}

int ClaimsService::Submit(_ns1__claim *claim, __ns1__SubmitResponse &response) {
  std::string text = claim->number + " ";
  const soap_multipart *envelope = soap->mime.list, *photo = envelope ? envelope->next : NULL, *note = photo ? photo->next : NULL;
  if (!note) return soap_senderfault("parts are missing", NULL);
  response.ns1__decision = soap_new__ns1__decision(soap);
  response.ns1__decision->text = text + photo->type + " " + seen(photo) + note->type + " " + seen(note);
  soap_set_mime(soap, NULL, "<root@gsoap>");
  attach(soap, photo, "application/pdf", "<1@gsoap>");
  attach(soap, note, "text/plain", "<2@gsoap>");
  return SOAP_OK;
}

int ClaimsService::Refer(ns1__Form *form, ns1__Form &referred) {
  std::vector<std::string> references = form->page;
  references.insert(references.begin(), form->form);
  soap_set_mime(soap, NULL, "<root@gsoap>");
  for (size_t i = 0; i < references.size(); i++) {
    const soap_multipart *p = soap->mime.list;
    while (p && "<" + references[i].substr(4) + ">" != p->id) p = p->next;
    if (!p) return soap_senderfault(("there is no part " + references[i]).c_str(), NULL);
    referred.title += seen(p);
    std::string id = std::to_string(i) + "@gsoap";
    attach(soap, p, p->type, soap_strdup(soap, ("<" + id + ">").c_str()));
    if (i == 0) referred.form = "cid:" + id;
    else referred.page.push_back("cid:" + id);
  }
  return SOAP_OK;
}

int main(int, char **argv) {
  ClaimsService service(SOAP_C_UTFSTRING);
  if (!soap_valid_socket(soap_bind(service.soap, "127.0.0.1", atoi(argv[1]), 100))) {
    service.soap_stream_fault(std::cerr);
    return 1;
  }
  puts("ready");
  fflush(stdout);
  for (;;) {
    if (!soap_valid_socket(soap_accept(service.soap))) return 1;
    service.serve();
    service.destroy();
  }
}
