// The page of gen describe in a browser.

package checks

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/kontrakt-dev/kontrakt/internal/describe"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// The sizes of windows: that of a desk, and that of a small phone.
const (
	deskWidth, deskHeight   = 1280, 900
	phoneWidth, phoneHeight = 320, 640
)

// pages are those of the contracts that are looked at.
func pages(t *testing.T) map[string][]byte {
	t.Helper()
	library := os.DirFS("../describe/testdata/library")
	return map[string][]byte{
		"careflex": page(t, load(t, wsdl.Read, schema.Source{FS: schema.Contracts, Name: "careflex.wsdl"})),
		"mvp":      page(t, load(t, rest.Read, schema.Source{FS: schema.Contracts, Name: "mvp.yaml"})),
		"library":  page(t, load(t, wsdl.Read, schema.Source{FS: library, Name: "contract.wsdl"})),
	}
}

func page(t *testing.T, api *schema.API) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := describe.Page(&b, describe.New(api)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func load(t *testing.T, read func(schema.Source) (*schema.API, schema.Diagnostics), source schema.Source) *schema.API {
	t.Helper()
	api, ds := read(source)
	if ds.Faulty() {
		t.Fatal(ds)
	}
	if ds = append(schema.Configure(api, schema.Settings{}), schema.Name(api, schema.Settings{})...); ds.Faulty() {
		t.Fatal(ds)
	}
	return api
}

// prefers makes the browser prefer a colour scheme, dark or light.
func prefers(scheme string) chromedp.Action {
	return emulation.SetEmulatedMedia().
		WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}})
}

// press presses a key that has no character, or types text, where the focus is.
func press(keys string) chromedp.Action { return chromedp.KeyEvent(keys) }

// Every page has its landmarks, headings in order and labels; every link leads somewhere; it is quiet and fits the
// window.
func TestPage(t *testing.T) {
	for name, content := range pages(t) {
		for _, size := range [][2]int{{deskWidth, deskHeight}, {phoneWidth, phoneHeight}} {
			t.Run(fmt.Sprintf("%s/%d", name, size[0]), func(t *testing.T) {
				p := open(t, content, size[0], size[1])
				for landmark, n := range evaluate[map[string]int](p, `Object.fromEntries(
					["main", "nav[aria-label]", "header.head", "search", "footer", "h1", "a.skip[href='#main']", "[aria-live=polite]"]
						.map((selector) => [selector, document.querySelectorAll(selector).length]))`) {
					if n != 1 {
						t.Errorf("the page has %d %s", n, landmark)
					}
				}
				if jumps := evaluate[[]string](p, headingJumps); len(jumps) > 0 {
					t.Errorf("headings skip a level: %q", jumps)
				}
				if unnamed := evaluate[[]string](p, unnamedControls); len(unnamed) > 0 {
					t.Errorf("controls have no name: %q", unnamed)
				}
				if broken := evaluate[[]string](p, brokenLinks); len(broken) > 0 {
					t.Errorf("links lead nowhere: %q", broken)
				}
				if wide := evaluate[[]string](p, overflowing); len(wide) > 0 {
					t.Errorf("wider than the window: %q", wide)
				}
				p.isQuiet()
			})
		}
	}
}

const (
	headingJumps = `[...document.querySelectorAll("main h1, main h2, main h3, main h4")].filter((heading, i, all) =>
		i > 0 && heading.tagName[1] - all[i - 1].tagName[1] > 1).map((heading) => heading.textContent)`
	unnamedControls = `[...document.querySelectorAll("a, button, input, select, textarea")].filter((control) =>
		!(control.textContent.trim() || control.getAttribute("aria-label") || control.labels?.length)).map((control) => control.outerHTML)`
	brokenLinks = `[...document.querySelectorAll("a")].map((link) => link.getAttribute("href")).filter((href) =>
		!href.startsWith("#") || !document.getElementById(decodeURIComponent(href.slice(1))))`
	overflowing = `document.documentElement.scrollWidth <= innerWidth ? [] :
		[...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > innerWidth + 1 &&
			!element.closest("pre")).map((element) => element.tagName + "." + element.className + " " + element.textContent.slice(0, 40))`
)

// Text stands out from what is behind it as WCAG 2.2 asks for (section 1.4.3): 4.5 to 1, in both colour schemes.
func TestContrast(t *testing.T) {
	for name, content := range pages(t) {
		for _, scheme := range []string{"light", "dark"} {
			t.Run(name+"/"+scheme, func(t *testing.T) {
				p := open(t, content, deskWidth, deskHeight, prefers(scheme))
				p.run(chromedp.Evaluate(`document.querySelector("nav a[href^='#type-']").click()`, nil))
				if faint := evaluate[[]string](p, faintText); len(faint) > 0 {
					t.Errorf("too little contrast: %q", faint)
				}
				if dark := evaluate[bool](p, isDark); dark != (scheme == "dark") {
					t.Errorf("the page is dark: %v", dark)
				}
			})
		}
	}
}

const (
	isDark    = `getComputedStyle(document.body).backgroundColor.match(/\d+/g).every((n) => n < 64)`
	faintText = `(() => {
		const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
		const seen = new Map();
		const channels = (color) => {
			if (!seen.has(color)) {
				canvas.clearRect(0, 0, 1, 1);
				canvas.fillStyle = color;
				canvas.fillRect(0, 0, 1, 1);
				seen.set(color, [...canvas.getImageData(0, 0, 1, 1).data]);
			}
			return seen.get(color);
		};
		const luminance = ([r, g, b]) => {
			const [x, y, z] = [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
			return 0.2126 * x + 0.7152 * y + 0.0722 * z;
		};
		const behind = (element) => {
			for (; element; element = element.parentElement) {
				const color = channels(getComputedStyle(element).backgroundColor);
				if (color[3] === 255) return color;
			}
			return [255, 255, 255];
		};
		const faint = new Set();
		const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		while (texts.nextNode()) {
			const element = texts.currentNode.parentElement;
			if (!texts.currentNode.data.trim() || element.closest("[hidden], script, style")) continue;
			const levels = [luminance(channels(getComputedStyle(element).color)), luminance(behind(element))].sort((a, b) => b - a);
			const ratio = (levels[0] + 0.05) / (levels[1] + 0.05);
			if (ratio < 4.5) faint.add(element.tagName + "." + element.className + " " + ratio.toFixed(2));
		}
		return [...faint];
	})()`
)

// The search narrows contents and page to what has every word, and says how much that is; Escape ends it.
func TestSearch(t *testing.T) {
	p := open(t, pages(t)["careflex"], deskWidth, deskHeight)
	const shown = `[...document.querySelectorAll("nav [data-entry]")].filter((item) => item.offsetParent).length`
	all := evaluate[int](p, shown)
	// A key that is pressed by the protocol goes on to write a character, whatever the page made of it.
	p.run(chromedp.Evaluate(`document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true }))`,
		nil))
	if !evaluate[bool](p, `document.activeElement.id === "search"`) {
		t.Error("the key / does not lead to the search")
	}
	p.run(press("birthday DATE"))
	p.eventually(shown + " === 1")
	for script, want := range map[string]string{
		`document.getElementById("found").textContent`:                                                         "0 operations, 1 type",
		`[...document.querySelectorAll("main section")].filter((s) => s.offsetParent).map((s) => s.id).join()`: "type-Employee",
		`[...document.querySelectorAll("main h2")].filter((h) => h.offsetParent).map((h) => h.id).join()`:      "types",
	} {
		if got := evaluate[string](p, script); got != want {
			t.Errorf("%s: %q, want %q", script, got, want)
		}
	}
	p.run(press(kb.Enter))
	if !evaluate[bool](p, `document.activeElement.closest("section")?.id === "type-Employee"`) {
		t.Error("Enter does not lead to the first result")
	}
	p.run(chromedp.Focus("#search", chromedp.ByQuery), press(" nowhere"))
	p.eventually(`document.querySelector(".nothing").offsetParent && ` + shown + " === 0")
	p.run(press(kb.Escape))
	p.eventually(fmt.Sprintf("%s === %d && document.getElementById('found').textContent === ''", shown, all))
	p.isQuiet()
}

// A link to what the search has hidden ends the search; the contents show where the reader is.
func TestNavigation(t *testing.T) {
	p := open(t, pages(t)["careflex"], deskWidth, deskHeight)
	p.run(chromedp.Focus("#search", chromedp.ByQuery), press("birthday"))
	p.eventually(`document.getElementById("type-Address").hidden`)
	p.run(chromedp.Evaluate(`document.querySelector("#type-Employee a[href='#type-Address']").click()`, nil))
	p.eventually(`!document.getElementById("type-Address").hidden && document.getElementById("search").value === ""`)
	const top = `Math.abs(document.getElementById(decodeURIComponent(location.hash.slice(1))).getBoundingClientRect().top)`
	p.eventually(top + " < 40")
	if current := evaluate[string](p, `document.querySelector("[aria-current]").textContent`); current != "Address" {
		t.Errorf("the contents show %s", current)
	}
	p.run(chromedp.Evaluate(`location.hash = "#type-Employee.birthday"`, nil))
	p.eventually(top + " < 40")
	if current := evaluate[string](p, `document.querySelector("[aria-current]").textContent`); current != "Employee" {
		t.Errorf("the contents show %s", current)
	}
	p.isQuiet()
}

// On a phone the contents open by a link and close when one of theirs is followed.
func TestContentsOnPhone(t *testing.T) {
	p := open(t, pages(t)["mvp"], phoneWidth, phoneHeight)
	const shows = `document.getElementById("contents").offsetParent !== null`
	if evaluate[bool](p, shows) {
		t.Error("the contents are open at first")
	}
	p.run(chromedp.Click(".to-contents", chromedp.ByQuery))
	p.eventually(shows)
	p.run(chromedp.Click("nav a[href='#operation-GetVermittler']", chromedp.ByQuery))
	p.eventually("!(" + shows + `) && location.hash === "#operation-GetVermittler"`)
	p.isQuiet()
}

// The button turns the colours over, says so, and the choice is kept.
func TestTheme(t *testing.T) {
	p := open(t, pages(t)["careflex"], deskWidth, deskHeight, prefers("dark"))
	const pressed = `document.querySelector(".theme").getAttribute("aria-pressed") === "true"`
	for i, dark := range []bool{true, false, true} {
		if i > 0 {
			p.run(chromedp.Click(".theme", chromedp.ByQuery))
		}
		if got, says := evaluate[bool](p, isDark), evaluate[bool](p, pressed); got != dark || says != dark {
			t.Errorf("after %d clicks: dark %v, and it says %v; want %v", i, got, says, dark)
		}
	}
	p.run(prefers("light"), chromedp.Reload())
	if !evaluate[bool](p, isDark) {
		t.Error("the choice is forgotten")
	}
	p.isQuiet()
}

// Who comes by the keyboard meets the link to the content first, and it leads there.
func TestSkipLink(t *testing.T) {
	p := open(t, pages(t)["careflex"], deskWidth, deskHeight)
	p.run(press(kb.Tab))
	p.eventually(
		`document.activeElement.className === "skip" && document.activeElement.getBoundingClientRect().top >= 0`)
	p.run(press(kb.Enter))
	p.eventually(`document.activeElement.id === "main"`)
}

// Without scripts everything is there but what needs them.
func TestWithoutScripts(t *testing.T) {
	p := open(t, pages(t)["mvp"], deskWidth, deskHeight, emulation.SetScriptExecutionDisabled(true))
	for script, want := range map[string]bool{
		`document.getElementById("search").offsetParent !== null`:                     false,
		`document.querySelector(".theme").offsetParent !== null`:                      false,
		`document.querySelector("nav a[href='#type-Adresse']").offsetParent !== null`: true,
		`document.getElementById("type-Adresse").offsetParent !== null`:               true,
	} {
		if got := evaluate[bool](p, script); got != want {
			t.Errorf("%s: %v", script, got)
		}
	}
}

// The texts of a contract are text, whatever they look like.
func TestHostileContract(t *testing.T) {
	const evil = `</script></style><script>window.pwned = 1</script><img src=https://evil.example/x onerror=pwned=2>" onfocus="pwned=3`
	api := load(t, rest.Read,
		schema.Source{Name: "evil.yaml", FS: fstest.MapFS{"evil.yaml": {Data: []byte(strings.ReplaceAll(`kontrakt: 1
title: 'EVIL'
doc: 'EVIL'
baseUrl: https://evil.example
types:
  T: {doc: 'EVIL', fields: {'EVIL': {type: string, doc: 'EVIL'}}}
functions:
  f: {doc: 'EVIL', get: /f, query: {'EVIL': {type: string, doc: 'EVIL'}}, result: T}
`, "EVIL", evil))}}})
	p := open(t, page(t, api), deskWidth, deskHeight)
	if !evaluate[bool](p,
		`window.pwned === undefined && document.images.length === 0 && document.scripts.length === 1`) {
		t.Error("a text of the contract became code")
	}
	if title := evaluate[string](p, `document.querySelector("h1").textContent`); title != evil {
		t.Errorf("the title is %s", title)
	}
	p.isQuiet()
}

// A contract of thousands of types stays usable: it is there, and searched, within seconds.
func TestLargeContract(t *testing.T) {
	const types = 3000
	var description strings.Builder
	description.WriteString(
		"kontrakt: 1\ntitle: Large\nbaseUrl: https://large.example\nfunctions:\n  f: {get: /f, result: T1}\ntypes:\n")
	for i := range types {
		fmt.Fprintf(&description, "  T%d:\n    doc: The type number %d of many.\n    fields:\n", i, i)
		for j := range 10 {
			fmt.Fprintf(&description, "      Field%d: {type: string, doc: Something to say of field %d in type %d.}\n",
				j, j, i)
		}
		fmt.Fprintf(&description, "      Next: T%d\n", (i+1)%types)
	}
	content := page(t, load(t, rest.Read, schema.Source{
		FS: fstest.MapFS{"large.yaml": {Data: []byte(description.String())}}, Name: "large.yaml",
	}))
	t.Logf("%d types are %d kB", types, len(content)>>10)
	p := open(t, content, deskWidth, deskHeight)
	took := evaluate[float64](p, `(async () => {
		const start = performance.now();
		const input = document.getElementById("search");
		input.value = "number 2718";
		input.dispatchEvent(new Event("input"));
		while (!document.getElementById("found").textContent) await new Promise((resolve) => setTimeout(resolve, 5));
		return performance.now() - start;
	})()`)
	// It, and what it refers to and is used by.
	if found := evaluate[string](p, `document.getElementById("found").textContent`); found != "0 operations, 3 types" {
		t.Errorf("found %s", found)
	}
	if loaded := evaluate[float64](p, `performance.getEntriesByType("navigation")[0].domComplete`); loaded > 20_000 ||
		took > 10_000 {
		t.Errorf("it takes %.0f ms to load and %.0f ms to search", loaded, took)
	} else {
		t.Logf("it takes %.0f ms to load and %.0f ms to search", loaded, took)
	}
	p.isQuiet()
}
