// The worker of the raw parsers libxml2 and expat: they report elements and text, and nothing is made of these. See
// worker.go of the folder above for what it is asked and how it answers.

#include <expat.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "processor.h"

// events counts what a parser has reported, so that no compiler drops the handlers.
static long events;

static void expat_start(void *data, const XML_Char *name, const XML_Char **attributes) { events++; }
static void expat_end(void *data, const XML_Char *name) { events++; }
static void expat_text(void *data, const XML_Char *text, int length) { events += length; }

static void parse_expat(const char *doc, int length) {
    XML_Parser parser = XML_ParserCreateNS(NULL, '|');
    XML_SetElementHandler(parser, expat_start, expat_end);
    XML_SetCharacterDataHandler(parser, expat_text);
    if (XML_Parse(parser, doc, length, 1) != XML_STATUS_OK) exit(1);
    XML_ParserFree(parser);
}

static void sax_start(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                      const xmlChar **declarations, int attributes, int defaulted, const xmlChar **values) {
    events++;
}
static void sax_end(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) { events++; }
static void sax_text(void *data, const xmlChar *text, int length) { events += length; }

static void parse_libxml2(const char *doc, int length) {
    xmlSAXHandler handler;
    memset(&handler, 0, sizeof handler);
    handler.initialized = XML_SAX2_MAGIC;
    handler.startElementNs = sax_start;
    handler.endElementNs = sax_end;
    handler.characters = sax_text;
    if (xmlSAXUserParseMemory(&handler, NULL, doc, length) != 0) exit(1);
}

static char *read_file(const char *folder, const char *name, int *length) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file) exit(1);
    fseek(file, 0, SEEK_END);
    *length = ftell(file);
    rewind(file);
    char *doc = malloc(*length);
    if (fread(doc, 1, *length, file) != (size_t)*length) exit(1);
    fclose(file);
    return doc;
}

int main(int count, char **arguments) {
    if (pin(arguments[2]) != 0) return 1;
    char task[64], name[256];
    int n;
    while (scanf("%63s %255s %d", task, name, &n) == 3) {
        int length;
        char *doc = read_file(arguments[1], name, &length);
        void (*parse)(const char *, int) = strcmp(task, "expat") == 0 ? parse_expat : parse_libxml2;
        long long start = nanoseconds();
        for (int i = 0; i < n; i++) parse(doc, length);
        long long elapsed = nanoseconds() - start;
        free(doc);
        printf("%lld -1 -1\n", elapsed);
        fflush(stdout);
    }
    return events < 0;
}
