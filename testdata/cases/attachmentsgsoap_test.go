//go:build gsoap

// Attachments, judged by gSOAP of Debian. make attachments-gsoap runs it.

package cases_test

import (
	"hash/fnv"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestAttachmentsByGSOAP(t *testing.T) {
	folder := t.TempDir()
	contractOfJudge(t, folder)
	judge, err := filepath.Abs("attachments/judges/judge.cc")
	if err != nil {
		t.Fatal(err)
	}
	const imports = "-I/usr/share/gsoap/import"
	buildJudge(t, folder, []string{"wsdl2h", "-o", "archive.h", "contract.wsdl"}, []string{"soapcpp2", "-S", "-j", "-x", imports, "archive.h"},
		[]string{"g++", "-w", "-I.", imports, "-o", "judge", judge, "soapC.cpp", "soapArchiveService.cpp", "-lgsoap++", "-lz"})
	address := freeAddress(t)
	startJudge(t, filepath.Join(folder, "judge"), address[strings.LastIndexByte(address, ':')+1:])
	judgeAttachments(t, "http://"+address+"/", func(content []byte) string {
		hash := fnv.New64a()
		hash.Write(content)
		return strconv.FormatUint(hash.Sum64(), 10)
	})
}
