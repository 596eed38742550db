// A service of the contract with gSOAP: it returns the attachments that it gets, and says what it has read of them.

#include "Archive.nsmap"
#include "soapArchiveService.h"
#include <cstdint>
#include <cstdio>
#include <cstdlib>

// see appends the media type, the length and the FNV-1a hash of b to seen, and makes b a part of the response.
static void see(std::string &seen, xsd__base64Binary &b) {
  uint64_t hash = 14695981039346656037ull;
  for (int i = 0; i < b.__size; i++) hash = (hash ^ b.__ptr[i]) * 1099511628211ull;
  if (!b.type) b.type = (char *)"application/octet-stream";
  seen += std::string(b.type) + " " + std::to_string(b.__size) + " " + std::to_string(hash) + "\n";
  b.id = NULL;
}

int ArchiveService::Store(ns1__Document *store, ns1__Document &stored) {
  see(stored.title, store->scan);
  stored.scan = store->scan;
  if ((stored.thumbnail = store->thumbnail)) see(stored.title, *stored.thumbnail);
  return SOAP_OK;
}

int ArchiveService::Share(_ns1__share *, _ns1__shared &) { return SOAP_OK; }
int ArchiveService::Count(_ns1__count *, _ns1__counted &) { return SOAP_OK; }

int main(int, char **argv) {
  ArchiveService service(SOAP_ENC_MTOM | SOAP_C_UTFSTRING);
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
