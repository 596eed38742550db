// A server of a contract, made of gSOAP. It returns each value that it receives: see operations.h, which is made of the
// functions that soapcpp2 declares.
#include "soapH.h"
#include NAMESPACES

#include "operations.h"

int main(int, char **argv) {
  struct soap *soap = soap_new();
  soap->bind_flags = SO_REUSEADDR;
  soap->accept_timeout = soap->recv_timeout = soap->send_timeout = 600;
  if (!soap_valid_socket(soap_bind(soap, "127.0.0.1", atoi(argv[1]), 100))) {
    soap_print_fault(soap, stderr);
    return 1;
  }
  while (soap_valid_socket(soap_accept(soap))) {
    soap_serve(soap);
    soap_destroy(soap);
    soap_end(soap);
  }
  return 0;
}
