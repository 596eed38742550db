// The page of gen serve in a browser.

package checks

import (
	"context"
	"fmt"
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/gen/mvp"
	sandboxpage "github.com/kontrakt-dev/kontrakt/internal/page"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// tolerant is a test that requests with violations do not fail.
type tolerant struct{ *testing.T }

func (tolerant) Errorf(string, ...any) {}

// served is the built-in services with their page, and programs that call them.
type served struct {
	*sandbox.Sandbox
	t        *testing.T
	careflex *careflex.Client
	mvp      *mvp.Client
}

// apiToken is a secret in each report.
const apiToken = "token-of-the-company"

// serve serves the built-in services.
func serve(t *testing.T) *served {
	t.Helper()
	s := &served{Sandbox: sandbox.New(tolerant{t}), t: t}
	server := httptest.NewServer(sandboxpage.Handler(s))
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	s.URL = server.URL
	var err error
	if s.careflex, err = careflex.New(careflex.Config{
		Endpoint: s.Endpoint("careflex"), TokenURL: s.TokenURL("careflex"),
		UserID: sandbox.User, UserSecret: sandbox.Secret, SkipValidation: true,
	}); err != nil {
		t.Fatal(err)
	}
	if s.mvp, err = mvp.New(mvp.Config{
		Mandant: "bd", Mitarbeiter: "123456_123456", BaseURL: s.BaseURL("mvp"), Token: mvp.StaticToken(s.Token()),
	}); err != nil {
		t.Fatal(err)
	}
	return s
}

// report sends a report of employees, by a program that does not check it.
func (s *served) report(employees ...string) error {
	day := careflex.NewDate(2026, time.November, 1)
	request := &careflex.NewIncidentRequest{CareflexID: "09ce3580d84bf087", APIToken: apiToken}
	for _, employee := range employees {
		request.IncidentList.Incidents = append(request.IncidentList.Incidents, careflex.IncidentListItem{
			PlainIncident: &careflex.PlainIncident{EmployeeID: employee, ValidFrom: day, CreatedAt: day, Type: careflex.IncidentTypeRST},
		})
	}
	_, err := s.careflex.NewIncident(context.Background(), request)
	return err
}

// visit shows a view of the page.
func (s *served) visit(view string, width, height int, actions ...chromedp.Action) *tab {
	s.t.Helper()
	return visit(s.t, s.URL+"/"+view, s.URL, width, height, actions...)
}

// Conditions of the page.
const (
	calls   = `document.querySelectorAll("#list > li").length`
	title   = `document.getElementById("detail-title")?.textContent`
	verdict = `document.querySelector("#detail header span")?.textContent`
	marked  = `[...document.querySelectorAll("pre mark")].map((mark) => mark.textContent).join()`
)

// click clicks what a selector finds.
func click(selector string) chromedp.Action { return chromedp.Click(selector, chromedp.ByQuery) }

// clickButton clicks the visible button with a text.
func clickButton(p *tab, text string) {
	p.Helper()
	script := `[...document.querySelectorAll("button")].find((button) => button.offsetParent && button.textContent.trim() === ` +
		fmt.Sprintf("%q", text) + `)`
	p.eventually(script)
	p.run(chromedp.Evaluate(script+".click()", nil))
}

// Each view has its landmarks, names, levels of headings, contrast and place, in both lights and widths.
func TestSandboxViews(t *testing.T) {
	s := serve(t)
	if err := s.report("4711", ""); err == nil {
		t.Error("the report is valid")
	}
	if _, err := s.mvp.AddKunde(context.Background(), &mvp.Kunde{Person: &mvp.Person{Nachname: new("Mustermann")}}); err != nil {
		t.Fatal(err)
	}
	s.On("NoIncident").Drop()
	ready := map[string]string{
		"#calls": title + ` === "No call is selected" && ` + calls + " === 2", "#call-1": marked, "#call-2": title + ` === "mvp.addKunde"`,
		"#trouble": `document.querySelector("#rules button")`, "#state": `document.querySelector(".resource")`,
		"#clock": `document.querySelector("#services dt")`,
	}
	for _, scheme := range []string{"light", "dark"} {
		p := s.visit("", deskWidth, deskHeight, prefers(scheme))
		for _, size := range [][2]int{{deskWidth, deskHeight}, {phoneWidth, phoneHeight}} {
			p.run(chromedp.EmulateViewport(int64(size[0]), int64(size[1])))
			for view, condition := range ready {
				p.run(chromedp.Evaluate(fmt.Sprintf("location.hash = %q", view), nil))
				p.eventually(condition)
				if view == "#call-1" {
					clickButton(p, "Edit and send")
				} else if view == "#call-2" {
					clickButton(p, "Export: curl")
					p.eventually(`document.querySelector(".export")`)
				}
				where := fmt.Sprintf("%s, %s, %d", view, scheme, size[0])
				for name, script := range map[string]string{
					"headings skip a level": headingJumps, "controls have no name": unnamedControls, "wider than the window": overflowing,
					"too little contrast": faintText, "identifiers occur twice": doubledIDs, "labels lead nowhere": brokenLabels,
				} {
					if found := evaluate[[]string](p, script); len(found) > 0 {
						t.Errorf("%s: %s: %q", where, name, found)
					}
				}
				if !evaluate[bool](p, `document.querySelectorAll("main, header.top, nav[aria-label], [aria-live=polite], h1, a.skip[href='#main']").length === 6`) {
					t.Errorf("%s: a landmark is missing, or there are two", where)
				}
			}
			if dark := evaluate[bool](p, isDark); dark != (scheme == "dark") {
				t.Errorf("the page is dark: %v", dark)
			}
		}
		if text := evaluate[string](p, `document.documentElement.outerHTML`); strings.Contains(text, apiToken) {
			t.Error("a secret is shown")
		}
		p.isQuiet()
	}
}

const (
	doubledIDs = `[...document.querySelectorAll("[id]")].map((element) => element.id).filter((id, i, all) => all.indexOf(id) !== i)`
	// Attributes of ARIA and labels name elements that are there.
	brokenLabels = `["aria-labelledby", "aria-describedby", "for"].flatMap((name) => [...document.querySelectorAll("[" + name + "]")]
		.flatMap((element) => element.getAttribute(name).split(" ").filter((id) => !document.getElementById(id))))`
)

// A call is seen as it comes, with its violation at its place. Edited, it is sent again and valid, with its secrets.
func TestSandboxCall(t *testing.T) {
	s := serve(t)
	p := s.visit("", deskWidth, deskHeight)
	p.eventually(`document.getElementById("live").textContent === "live" && ` + title + ` === "No call is selected"`)
	if err := s.report("4711", "", "4713"); err == nil {
		t.Error("the report is valid")
	}
	p.eventually(calls + " === 1")
	p.eventually(`document.getElementById("announcement").textContent === "careflex.NewIncident: 1 violation, status 500"`)
	p.run(click("#list a"))
	p.eventually(title + ` === "careflex.NewIncident" && ` + verdict + ` === "1 violation"`)
	if got := evaluate[string](p, marked); got != "<employeeId></employeeId>" {
		t.Errorf("%q is marked", got)
	}
	// It is the second one of three.
	if before := evaluate[int](p, `[...document.querySelectorAll(".message:first-child .line")].findIndex((line) => line.querySelector("mark")) -
		[...document.querySelectorAll(".message:first-child .line")].findIndex((line) => line.textContent.includes("4711"))`); before != 6 {
		t.Errorf("the mark is %d lines behind the first employee", before)
	}
	p.run(click(".violations button"))
	p.eventually(`document.activeElement.id === "violation-0" && document.activeElement.textContent.includes("at least 1 character")`)

	clickButton(p, "Edit and send")
	p.eventually(`document.activeElement.id === "edit-body"`)
	if text := evaluate[string](p, `document.getElementById("edit-body").value`); !strings.Contains(text, "<apitoken>[secret 1]</apitoken>") {
		t.Errorf("the body to edit is %s", text)
	}
	p.run(chromedp.Evaluate(`(() => {
		const body = document.getElementById("edit-body");
		body.value = body.value.replace("<employeeId></employeeId>", "<employeeId>4712</employeeId>");
	})()`, nil))
	clickButton(p, "Send")
	p.eventually(verdict + ` === "valid" && location.hash === "#call-2" && ` + calls + " === 2")
	received := s.Received("NewIncident")
	var sent careflex.NewIncidentRequest
	if err := received[1].Decode(&sent); err != nil || sent.APIToken != apiToken || len(sent.IncidentList.Incidents) != 3 ||
		sent.IncidentList.Incidents[1].PlainIncident.EmployeeID != "4712" {
		t.Errorf("%v: %+v", err, sent)
	}
	clickButton(p, "Send again")
	p.eventually(`location.hash === "#call-3" && document.querySelector("#list a .more").textContent.includes("repeats 2")`)
	for text, want := range map[string]string{
		"Export: curl": "--data-binary", "Export: Go test": "sandbox.New(t, ", "Export: cassette": "cassette: 1",
	} {
		clickButton(p, text)
		p.eventually(fmt.Sprintf(`document.querySelector(".export pre")?.textContent.includes(%q)`, want))
	}
	p.run(click("#only-invalid"))
	p.eventually(`document.getElementById("count").textContent === "1 of 3 calls"`)
	p.run(chromedp.SetValue("#example-operation", "mvp.getAnreden", chromedp.ByQuery), click("#example button"))
	p.eventually(title + ` === "mvp.getAnreden" && ` + verdict + ` === "valid"`)
	p.isQuiet()
}

// A switch makes trouble for programs, until it is switched off.
func TestSandboxTrouble(t *testing.T) {
	s := serve(t)
	p := s.visit("#trouble", deskWidth, deskHeight)
	p.eventually(`document.querySelector("#switches button")`)
	p.run(chromedp.SetValue("#trouble-operation", "careflex.NewIncident", chromedp.ByQuery),
		chromedp.Evaluate(`document.getElementById("trouble-operation").dispatchEvent(new Event("change"))`, nil))
	toggle := func(label string, isOn bool) {
		t.Helper()
		find := fmt.Sprintf(`[...document.querySelectorAll("#switches button")].find((button) => button.textContent === %q)`, label)
		p.run(chromedp.Evaluate(find+".focus()", nil), press(" "))
		p.eventually(fmt.Sprintf(`%s.getAttribute("aria-checked") === "%v" && document.activeElement.textContent === %q`, find, isOn, label))
	}
	toggle("A SOAP fault", true)
	if err := s.report("4711"); err == nil || !strings.Contains(err.Error(), "The service is closed.") {
		t.Errorf("with a fault: %v", err)
	}
	toggle("A SOAP fault", false)
	toggle("Status 429 beyond 5 requests a minute", true)
	toggle("Status 429 beyond 5 requests a minute", false)
	toggle("Half of the response", true)
	if err := s.report("4711"); err == nil {
		t.Error("the response is whole")
	}
	p.run(chromedp.Reload())
	p.eventually(`document.querySelector("#rules .quiet")?.textContent === "1 request"`)
	p.run(click("#rules button"))
	p.eventually(`document.querySelector("#rules").textContent === "There are none."`)
	if err := s.report("4711"); err != nil {
		t.Errorf("without rules: %v", err)
	}
	p.run(click("#rule button"))
	p.eventually(`document.querySelector("#rules code")?.textContent.includes('"omit":"importId"')`)
	p.run(chromedp.SetValue("#rule-text", "{", chromedp.ByQuery), click("#rule button"))
	p.eventually(`document.querySelector(".failure")`)
	p.isQuiet()
}

// The state, the clock and the tokens are as programs see them.
func TestSandboxStateAndClock(t *testing.T) {
	s := serve(t)
	if _, err := s.mvp.AddKunde(context.Background(), &mvp.Kunde{Person: &mvp.Person{Nachname: new("<b>Mustermann</b>")}}); err != nil {
		t.Fatal(err)
	}
	p := s.visit("#state", deskWidth, deskHeight)
	p.eventually(`document.querySelector(".resource pre")?.textContent.includes("<b>Mustermann</b>")`)
	p.run(click("#state-reset"))
	p.eventually(`document.getElementById("resources").textContent.includes("Nothing was changed.")`)
	p.run(chromedp.Evaluate(`location.hash = "#clock"`, nil))
	const tokens = `document.getElementById("tokens").textContent`
	p.eventually(tokens + ` === "1"`)
	clickButton(p, "Move")
	p.eventually(tokens + ` === "0" && document.getElementById("clock-ahead").textContent === "13h0m0s"`)
	if _, err := s.mvp.GetAnreden(context.Background()); err == nil {
		t.Error("the token has not expired")
	}
	if err := s.report("4711"); err != nil {
		t.Error(err)
	}
	clickButton(p, "Revoke all tokens")
	p.eventually(tokens + ` === "0"`)
	p.isQuiet()
}

// All is reached by keys alone.
func TestSandboxKeys(t *testing.T) {
	s := serve(t)
	for _, employee := range []string{"4711", "", "4713"} {
		_ = s.report(employee)
	}
	p := s.visit("", deskWidth, deskHeight)
	p.eventually(calls + " === 3")
	p.run(press(kb.Tab))
	p.eventually(`document.activeElement.className === "skip"`)
	p.run(press(kb.Enter))
	p.eventually(`document.activeElement.id === "main"`)
	// A key that is pressed by the protocol goes on to write a character, whatever the page made of it.
	p.run(chromedp.Evaluate(`document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true }))`, nil))
	p.eventually(`document.activeElement.id === "filter"`)
	p.run(press("invalid"))
	p.eventually(`document.getElementById("count").textContent === "1 of 3 calls"`)
	for range 2 {
		p.run(press(kb.Tab))
	}
	p.eventually(`document.activeElement.hash === "#call-2"`)
	p.run(press(kb.Enter))
	p.eventually(`document.activeElement.id === "detail-title" && ` + verdict + ` === "1 violation"`)
	reached := map[string]bool{}
	for range 8 {
		p.run(press(kb.Tab))
		reached[evaluate[string](p, `document.activeElement.textContent.slice(0, 40)`)] = true
	}
	for _, control := range []string{"Send again", "Edit and send", "Export: curl", "Export: Go test", "Export: cassette", "4 header fields"} {
		if !reached[control] {
			t.Errorf("%s is not reached; these are: %v", control, slices.Sorted(maps.Keys(reached)))
		}
	}
	p.run(press(kb.Escape))
	p.eventually(`document.activeElement.hash === "#call-2"`)
	p.run(chromedp.Evaluate(`document.getElementById("filter").value = ""; document.getElementById("filter").dispatchEvent(new Event("input"))`, nil),
		press(kb.ArrowUp))
	p.eventually(`document.activeElement.hash === "#call-3"`)
	p.isQuiet()
}
