// A client of a contract, made of gSOAP. It calls an operation several times, and sends each value that it receives back in
// the next call: see operations.h, which lists the functions that soapcpp2 declares. Its arguments are the URL, the operation
// and the number of calls. It prints what greet returns, and the declared fault.
#include "soapH.h"
#include NAMESPACES

#include <iostream>
#include <type_traits>

static const char *url;
static int calls;

static int failed(struct soap *soap) {
  struct SOAP_ENV__Detail *detail = NULL;
  if (soap->fault) detail = soap->version == 2 ? soap->fault->SOAP_ENV__Detail : soap->fault->detail;
  if (detail && DECLARED) {
    std::cout << DECLARED->code << " " << DECLARED->reason << std::endl;
    return 0;
  }
  soap_print_fault(soap, stderr);
  return 1;
}

// A string that an operation returns, itself or in a struct.
static void print(const std::string &value) { std::cout << value << std::endl; }
template <class T> auto print(const T &out) -> decltype(print(out.value)) { print(out.value); }

// An operation whose argument is a pointer: to the value (rpc), to the type of the result (bare), or to a struct around the
// value (wrapped).
template <class In, class Out>
static int relay(struct soap *soap, int (*call)(struct soap *, const char *, const char *, In *, Out &)) {
  In *in = new In();
  if constexpr (requires { in->value; }) {
    if constexpr (std::is_same_v<decltype(in->value), std::string>) in->value = "hello";
  }
  for (int i = 0; i < calls; i++) {
    Out *out = new Out();
    if (call(soap, url, NULL, in, *out)) return failed(soap);
    if constexpr (std::is_same_v<In, Out>) {
      in = out;
    } else if constexpr (std::is_same_v<decltype(out->value), In *>) {
      in = out->value;
    } else {
      in->value = out->value;
      if constexpr (std::is_same_v<decltype(in->value), std::string>) print(in->value);
    }
  }
  return 0;
}

// An operation whose argument is a string.
template <class Out>
static int relay(struct soap *soap, int (*call)(struct soap *, const char *, const char *, const std::string &, Out &)) {
  Out out;
  if (call(soap, url, NULL, "hello", out)) return failed(soap);
  print(out);
  return 0;
}

int main(int, char **arguments) {
  struct soap *soap = soap_new();
  url = arguments[1], calls = atoi(arguments[3]);
  const std::string operation = arguments[2];
  if (operation == "greet") {
    soap->header = soap_new_SOAP_ENV__Header(soap);
    soap->header->ns1__session = soap_new_ns1__Session(soap);
    soap->header->ns1__session->user = "ann";
  }
#define OPERATION(name, call) \
  if (operation == name) return relay(soap, call);
#include "operations.h"
  std::cerr << "no operation " << operation << std::endl;
  return 2;
}
