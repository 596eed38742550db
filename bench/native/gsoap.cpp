// The worker of gSOAP: reads and writes the messages of careflex.wsdl by what wsdl2h and soapcpp2 make of it. See
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

#include "CareFlexSoap11.nsmap"

namespace {

// source is the document that gSOAP reads from.
struct {
    const char *at, *end;
} source;

// sink is the buffer that gSOAP writes to.
struct {
    std::string bytes;
    size_t length;
} sink;

size_t receive(struct soap *, char *buffer, size_t size) {
    size_t n = source.end - source.at;
    if (n > size) n = size;
    memcpy(buffer, source.at, n);
    source.at += n;
    return n;
}

int send(struct soap *, const char *bytes, size_t size) {
    if (sink.length + size > sink.bytes.size()) sink.bytes.resize(2 * (sink.length + size));
    memcpy(&sink.bytes[sink.length], bytes, size);
    sink.length += size;
    return SOAP_OK;
}

void fail(struct soap *soap) {
    soap_print_fault(soap, stderr);
    exit(1);
}

void read(struct soap *soap, const std::string &doc, _ns2__NewIncidentRequest *message) {
    source = {doc.data(), doc.data() + doc.size()};
    if (soap_read__ns2__NewIncidentRequest(soap, message) != SOAP_OK) fail(soap);
}

void read(struct soap *soap, const std::string &doc, _ns2__NewIncidentResponse *message) {
    source = {doc.data(), doc.data() + doc.size()};
    if (soap_read__ns2__NewIncidentResponse(soap, message) != SOAP_OK) fail(soap);
}

void write(struct soap *soap, _ns2__NewIncidentRequest *message) {
    sink.length = 0;
    if (soap_write__ns2__NewIncidentRequest(soap, message) != SOAP_OK) fail(soap);
}

void write(struct soap *soap, _ns2__NewIncidentResponse *message) {
    sink.length = 0;
    if (soap_write__ns2__NewIncidentResponse(soap, message) != SOAP_OK) fail(soap);
}

// run reads doc, or writes what it holds, n times, and returns the nanoseconds that took.
template <class Message>
long long run(struct soap *soap, const std::string &task, const std::string &doc, int n) {
    long long elapsed;
    if (task == "decode") {
        long long start = nanoseconds();
        for (int i = 0; i < n; i++) {
            Message message;
            read(soap, doc, &message);
            soap_destroy(soap);
            soap_end(soap);
        }
        elapsed = nanoseconds() - start;
    } else {
        Message message;
        read(soap, doc, &message);
        long long start = nanoseconds();
        for (int i = 0; i < n; i++) write(soap, &message);
        elapsed = nanoseconds() - start;
        soap_destroy(soap);
        soap_end(soap);
        if (sink.length < doc.size() / 2) {
            fprintf(stderr, "gsoap: wrote %zu bytes of what holds %zu\n", sink.length, doc.size());
            exit(1);
        }
    }
    return elapsed;
}

}  // namespace

int main(int, char **argv) {
    if (pin(argv[2]) != 0) return 1;
    // Strings keep their UTF-8, and no pass over the message looks for shared nodes.
    struct soap *soap = soap_new1(SOAP_C_UTFSTRING | SOAP_XML_TREE);
    soap->frecv = receive;
    soap->fsend = send;
    std::string task, name;
    int n;
    while (std::cin >> task >> name >> n) {
        std::ifstream file(std::string(argv[1]) + "/" + name, std::ios::binary);
        std::string doc((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        long long elapsed = name.compare(0, 7, "request") == 0 ? run<_ns2__NewIncidentRequest>(soap, task, doc, n)
                                                               : run<_ns2__NewIncidentResponse>(soap, task, doc, n);
        std::cout << elapsed << " -1 -1" << std::endl;
    }
    soap_free(soap);
}
