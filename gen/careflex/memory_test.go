// The memory that what is kept of an answer takes.

package careflex_test

import (
	"net/http"
	"runtime"
	"strings"
	"testing"
)

// TestCopyText keeps the import's identifier of each of several large answers, and looks at what they hold on to.
func TestCopyText(t *testing.T) {
	const answers, size = 16, 1 << 20
	for _, copies := range []bool{false, true} {
		service := newService(t)
		service.usual = text(http.StatusOK, "text/xml", `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>`+
			`<n:NewIncidentResponse xmlns:n="http://n4.de/careflex/2.0"><importId>3b2d</importId><incidentResponseList>`+
			`<incident><rowNumber>0</rowNumber><employeeId>4711</employeeId><type>RST</type></incident></incidentResponseList>`+
			`<unknown>`+strings.Repeat("x", size)+`</unknown></n:NewIncidentResponse></e:Body></e:Envelope>`)
		config := service.config()
		config.CopyText = copies
		client := newClient(t, config)
		request := report(1)
		before := heap()
		var imports []string
		for range answers {
			response, err := client.NewIncident(t.Context(), request)
			if err != nil {
				t.Fatal(err)
			}
			imports = append(imports, response.ImportID)
		}
		if kept := heap() - before; (kept < answers*size/2) != copies {
			t.Errorf("with CopyText %v, %d identifiers keep %d bytes", copies, len(imports), kept)
		}
		runtime.KeepAlive(imports)
	}
}

// heap is what is in use.
func heap() int64 {
	runtime.GC()
	runtime.GC() // what pools hold goes with the second one
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
