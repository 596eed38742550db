//go:build screenshots

// The pictures of the page of gen serve in the documentation: see make screenshots.

package checks

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

// The size of the pictures.
const pictureWidth, pictureHeight = 1200, 800

func TestScreenshots(t *testing.T) {
	s := serve(t)
	s.On("NewIncident").Times(1).Drop()
	_ = s.report("4710")
	_ = s.report("4711", "4712")
	if _, err := s.mvp.AddKunde(context.Background(), &mvp.Kunde{Person: &mvp.Person{Nachname: new("Mustermann")}}); err != nil {
		t.Fatal(err)
	}
	batch := s.mvp.MultiCall()
	batch.GetMitarbeiter()
	batch.GetVermittler("4711")
	if err := batch.Do(context.Background()); err != nil {
		t.Fatal(err)
	}
	_ = s.report("4711", "", "4713")
	if _, err := s.mvp.GetAnreden(context.Background()); err != nil {
		t.Fatal(err)
	}
	s.On("NewIncident").Chance(0.2).Drop()
	for scheme, suffix := range map[string]string{"light": "", "dark": "-dark"} {
		p := s.visit("#call-7", pictureWidth, pictureHeight, prefers(scheme))
		p.eventually(marked + " && " + calls + " === 8")
		p.picture("serve" + suffix)
		p.run(chromedp.Evaluate(`location.hash = "#trouble"`, nil))
		p.eventually(`document.querySelector("#rules button")`)
		p.run(chromedp.Evaluate(`document.getElementById("trouble-operation").value = "careflex.NewIncident";
			document.getElementById("trouble-operation").dispatchEvent(new Event("change"))`, nil),
			chromedp.EmulateViewport(pictureWidth, 560))
		p.eventually(`document.querySelector("#switches [aria-checked=true]")`)
		p.picture("serve-trouble" + suffix)
	}
}

// picture writes what the window shows as a file of the documentation.
func (p *tab) picture(name string) {
	p.Helper()
	var content []byte
	p.run(chromedp.CaptureScreenshot(&content))
	full, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		p.Fatal(err)
	}
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&b, withPalette(full)); err != nil {
		p.Fatal(err)
	}
	if b.Len() > 150_000 {
		p.Errorf("%s has %d bytes", name, b.Len())
	}
	if err := os.WriteFile("../../docs/images/"+name+".png", b.Bytes(), 0o644); err != nil {
		p.Fatal(err)
	}
}

// withPalette returns full with its 256 most frequent colours: the others are almost these.
func withPalette(full image.Image) image.Image {
	counts := map[color.Color]int{}
	bounds := full.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			counts[full.At(x, y)]++
		}
	}
	var palette color.Palette
	for c := range counts {
		palette = append(palette, c)
	}
	slices.SortFunc(palette, func(a, b color.Color) int { return counts[b] - counts[a] })
	reduced := image.NewPaletted(bounds, palette[:min(256, len(palette))])
	draw.Draw(reduced, bounds, full, bounds.Min, draw.Src)
	return reduced
}
