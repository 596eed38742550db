// The worker of gSOAP for encoded arrays: it makes calls of testdata/cases/encoded whose responses are files. See
// worker.go of the folder above for what it is asked and how it answers.

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "processor.h"
#include "soapH.h"

#include "Binding.nsmap"

namespace {

std::string response;  // with the header of HTTP
size_t at, sent;

SOAP_SOCKET open(struct soap *, const char *, const char *, int) { at = 0; return 0; }
int close(struct soap *) { return SOAP_OK; }
int accept(struct soap *, const char *, size_t n) { sent += n; return SOAP_OK; }

size_t receive(struct soap *, char *buffer, size_t size) {
    size_t n = std::min(size, response.size() - at);
    memcpy(buffer, response.data() + at, n);
    at += n;
    return n;
}

void check(struct soap *soap, int status) {
    if (status == SOAP_OK) return;
    soap_print_fault(soap, stderr);
    exit(1);
}

// callLists returns the numbers of the response.
Numbers *callLists(struct soap *soap, Numbers *numbers) {
    ns1__echoListsResponse result;
    check(soap, soap_call_ns1__echoLists(soap, "http://127.0.0.1/", "", numbers, NULL, NULL, NULL, result));
    return result.numbers;
}

// callPeople returns the people of the response.
People *callPeople(struct soap *soap, People *people) {
    ns1__echoPeopleResponse result;
    check(soap, soap_call_ns1__echoPeople(soap, "http://127.0.0.1/", "", people, result));
    return result.people;
}

// run makes n calls with the value of a response, and returns the nanoseconds that they took.
template <class Value>
long long run(struct soap *first, struct soap *soap, Value *(*call)(struct soap *, Value *), int n) {
    Value *value = call(first, NULL);
    if (value == NULL || value->__size < 1000) exit(1);
    long long start = nanoseconds();
    for (int i = 0; i < n; i++) {
        sent = 0;
        if (call(soap, value)->__size != value->__size || sent < response.size() / 4) exit(1);
        soap_destroy(soap);
        soap_end(soap);
    }
    return nanoseconds() - start;
}

struct soap *quiet() {
    struct soap *soap = soap_new1(SOAP_C_UTFSTRING);
    soap->fopen = open;
    soap->fclose = close;
    soap->fsend = accept;
    soap->frecv = receive;
    return soap;
}

}  // namespace

int main(int, char **argv) {
    if (pin(argv[2]) != 0) return 1;
    std::string task, name;
    int n;
    while (std::cin >> task >> name >> n) {
        std::ifstream file(std::string(argv[1]) + "/" + name, std::ios::binary);
        std::string doc((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        response = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: " + std::to_string(doc.size()) + "\r\n\r\n" + doc;
        struct soap *first = quiet(), *soap = quiet();
        long long elapsed = name == "people.xml" ? run(first, soap, callPeople, n) : run(first, soap, callLists, n);
        soap_destroy(first);
        soap_end(first);
        soap_free(first);
        soap_free(soap);
        std::cout << elapsed << " -1 -1" << std::endl;
    }
}
