// No secret reaches a cassette: whatever its place, its name and its encoding.

package cassette_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/kontrakt-dev/kontrakt/internal/cassette"
)

// secrets are the kinds of secrets: tokens, passwords with characters that each encoding escapes, and short ones.
var secrets = []string{
	"P7kmfo8HXItLLOReHq65o4%§ggg45dYhSm5ODc", `p"ä&<ß>'\/ +=%41;#?pass`, "88ea9396-386f-4130-bd00-1dd34e5636bd", "x7Q!",
}

// encodings are the ways in which values are written.
var encodings = map[string]func(string) string{
	"plain":      func(s string) string { return s },
	"query":      url.QueryEscape,
	"path":       url.PathEscape,
	"lower hex":  func(s string) string { return strings.ToLower(url.QueryEscape(s)) },
	"json":       func(s string) string { return inJSON(s) },
	"json ascii": asciiJSON,
	"json slash": func(s string) string { return strings.ReplaceAll(inJSON(s), "/", `\/`) },
	"json twice": func(s string) string { return inJSON(inJSON(s)) },
	"xml":        html.EscapeString,
	"xml references": func(s string) string {
		var b strings.Builder
		for _, r := range s {
			fmt.Fprintf(&b, "&#x%X;", r)
		}
		return b.String()
	},
	"base64":     func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64url":  func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"basic":      func(s string) string { return base64.StdEncoding.EncodeToString([]byte("user:" + s)) },
	"hex":        func(s string) string { return hex.EncodeToString([]byte(s)) },
	"upper case": func(s string) string { return strings.Map(upper, s) },
}

// upper returns a letter of ASCII in upper case.
func upper(r rune) rune {
	if r >= 'a' && r <= 'z' {
		return r - ('a' - 'A')
	}
	return r
}

// inJSON returns s as in a string of JSON.
func inJSON(s string) string {
	b, _ := json.Marshal(s)
	return string(b[1 : len(b)-1])
}

// asciiJSON is inJSON with escapes for everything but ASCII, and for slashes.
func asciiJSON(s string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, `\u%04x`, unit)
	}
	return b.String()
}

// assertHidden fails if data shows a secret in an encoding.
func assertHidden(t *testing.T, data []byte, secret string) {
	t.Helper()
	for name, encode := range encodings {
		if shown := encode(secret); bytes.Contains(data, []byte(shown)) || bytes.Contains(data, []byte(inJSON(shown))) {
			t.Errorf("the secret is shown, encoded as %s: %s\n%s", name, shown, data)
		}
	}
	if latin, err := charmap.ISO8859_1.NewEncoder().String(secret); err == nil && bytes.Contains(data, []byte(latin)) {
		t.Errorf("the secret is shown in Latin-1:\n%s", data)
	}
}

// message returns a message.
func message(contentType, body string, fields ...string) cassette.Message {
	m := cassette.Message{Header: http.Header{"Content-Type": {contentType}}, Body: []byte(body)}
	for i := 0; i+1 < len(fields); i += 2 {
		m.Header.Add(fields[i], fields[i+1])
	}
	return m
}

// places are the places of secrets that are recognized by themselves. The parts before and after the secret are in a
// message, or in the path of a request.
var places = map[string]func(secret string) (path string, m cassette.Message){
	"bearer": func(s string) (string, cassette.Message) {
		return "/", message("", "", "Authorization", "Bearer "+s)
	},
	"basic": func(s string) (string, cassette.Message) {
		return "/", message("", "", "Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte("user:"+s)))
	},
	"basic of RFC 6749": func(s string) (string, cassette.Message) {
		return "/", message("", "", "Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte("id:"+url.QueryEscape(s))))
	},
	"authorization without a scheme": func(s string) (string, cassette.Message) {
		return "/", message("", "", "Authorization", s)
	},
	"api key in a header": func(s string) (string, cassette.Message) { return "/", message("", "", "X-Api-Key", s) },
	"own header":          func(s string) (string, cassette.Message) { return "/", message("", "", "X-Acme-Auth", s) },
	"api key in a query": func(s string) (string, cassette.Message) {
		return "/?a=b&api_key=" + url.QueryEscape(s), message("", "")
	},
	"own parameter": func(s string) (string, cassette.Message) {
		return "/?x-acme-auth=" + url.QueryEscape(s), message("", "")
	},
	"code": func(s string) (string, cassette.Message) {
		return "/callback?code=" + url.QueryEscape(s) + "&state=1", message("", "")
	},
	"redirect": func(s string) (string, cassette.Message) {
		return "/", message("", "", "Location", "https://client.example/#access_token="+url.QueryEscape(s)+"&expires_in=3600")
	},
	"password in a URL": func(s string) (string, cassette.Message) {
		return "/", message("text/plain", "see https://user:"+url.QueryEscape(s)+"@service.example/")
	},
	"cookie": func(s string) (string, cassette.Message) {
		return "/", message("", "", "Cookie", "lang=de; sid="+url.QueryEscape(s))
	},
	"set-cookie": func(s string) (string, cassette.Message) {
		return "/", message("", "", "Set-Cookie", "sid="+url.QueryEscape(s)+"; Path=/; HttpOnly")
	},
	"form": func(s string) (string, cassette.Message) {
		return "/token", message("application/x-www-form-urlencoded", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {s}, "client_secret": {s}}.Encode())
	},
	"parts whose fields have no blanks": func(s string) (string, cassette.Message) {
		return "/", message("multipart/mixed; boundary=b", "--b\r\nX-Api-Key:"+s+"\r\nCookie:sid="+url.QueryEscape(s)+"\r\n\r\n{}\r\n--b--\r\n")
	},
	"parts with other line breaks": func(s string) (string, cassette.Message) {
		return "/", message("multipart/mixed; boundary=b", "--b\nX-Api-Key: "+s+"\n\n{}\n--b--\n")
	},
	"code in a form": func(s string) (string, cassette.Message) {
		return "/token", message("application/x-www-form-urlencoded; charset=utf-8", url.Values{"grant_type": {"authorization_code"}, "code": {s}}.Encode())
	},
	"form of parts": func(s string) (string, cassette.Message) {
		return "/", message("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n"+s+"\r\n--b--\r\n")
	},
	"json": func(s string) (string, cassette.Message) {
		return "/token", message("application/json", `{"grant_type":"password","username":"user","password":"`+inJSON(s)+`"}`)
	},
	"json in an array": func(s string) (string, cassette.Message) {
		return "/", message("application/json", `[1,{"a":[],"tokens":[],"userSecret":[{},"`+asciiJSON(s)+`"]}]`)
	},
	"json in json": func(s string) (string, cassette.Message) {
		return "/", message("application/json", `{"a":{"b":"`+inJSON(`{"apiToken":"`+inJSON(s)+`"}`)+`"}}`)
	},
	"json that is cut": func(s string) (string, cassette.Message) {
		return "/", message("application/json", `{"a":{"access_token":"`+inJSON(s))
	},
	"json in lines": func(s string) (string, cassette.Message) {
		return "/", message("application/x-ndjson", "{\"a\":1}\n{\"token\":\""+inJSON(s)+"\"}\n")
	},
	"events": func(s string) (string, cassette.Message) {
		return "/", message("text/event-stream", "data: {\"token\":\""+inJSON(s)+"\"}\n\ndata: end\n\n")
	},
	"json in a header": func(s string) (string, cassette.Message) {
		return "/", message("", "", "X-Dio-Metadaten", `[{"password":"`+asciiJSON(s)+`"}]`)
	},
	"xml": func(s string) (string, cassette.Message) {
		return "/", message("text/xml", `<a:r xmlns:a="urn:a"><apiToken>`+html.EscapeString(s)+"</apiToken></a:r>")
	},
	"xml element": func(s string) (string, cassette.Message) {
		return "/", message("text/xml", "<r><w:Password xmlns:w='urn:w' Type='digest'>\n"+html.EscapeString(s)+"\n</w:Password></r>")
	},
	"xml attribute": func(s string) (string, cassette.Message) {
		return "/", message("application/soap+xml", `<r a="1" a:token='`+html.EscapeString(s)+`'/>`)
	},
	"xml CDATA": func(s string) (string, cassette.Message) {
		return "/", message("text/xml", "<r><secret><![CDATA["+s+"]]></secret></r>")
	},
	"xml in xml": func(s string) (string, cassette.Message) {
		return "/", message("text/xml", "<r><payload>"+html.EscapeString("<r><password>"+html.EscapeString(s)+"</password></r>")+"</payload></r>")
	},
	"xml that is cut": func(s string) (string, cassette.Message) {
		return "/", message("text/xml", "<r><password>"+html.EscapeString(s))
	},
	"xml in UTF-16": func(s string) (string, cassette.Message) {
		body, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("<r><password>" + html.EscapeString(s) + "</password></r>")
		return "/", message("text/xml", body)
	},
	"json in Latin-1": func(s string) (string, cassette.Message) {
		body, _ := charmap.ISO8859_1.NewEncoder().String(`{"password":"` + inJSON(s) + `","ä":1}`)
		return "/", message("application/json; charset=iso-8859-1", body)
	},
	"html form": func(s string) (string, cassette.Message) {
		return "/", message("text/html", `<form><input type=hidden name="csrf-token" value="`+html.EscapeString(s)+`"></form>`)
	},
	"link": func(s string) (string, cassette.Message) {
		return "/", message("", "", "Link", `<https://shop.example/a?page=2&access_token=`+url.QueryEscape(s)+`>; rel="next"`)
	},
	"xml comment": func(s string) (string, cassette.Message) {
		return "/", message("text/xml", "<r><!-- <password>"+html.EscapeString(s)+"</password> --></r>")
	},
	"xml in a text": func(s string) (string, cassette.Message) {
		return "/", message("text/plain", "rejected: <w:Password Type='a'>\n"+html.EscapeString(s)+"</w:Password>")
	},
	"json in a text": func(s string) (string, cassette.Message) {
		return "/", message("text/html", `<pre>rejected: {"a": 1, "password" : "`+inJSON(s)+`"}</pre>`)
	},
	"header in a text": func(s string) (string, cassette.Message) {
		return "/", message("text/plain", "GET / HTTP/1.1\r\nAuthorization: Bearer "+url.PathEscape(s)+"\r\n\r\n")
	},
	"map of PHP": func(s string) (string, cassette.Message) {
		return "/", message("text/xml", "<m><item><key>password</key><value>"+html.EscapeString(s)+"</value></item><item><key>a</key><value>b</value></item></m>")
	},
	"parameter": func(s string) (string, cassette.Message) {
		return "/", message("text/xml", `<p name="password">`+html.EscapeString(s)+`</p>`)
	},
	"name and value": func(s string) (string, cassette.Message) {
		return "/", message("application/json", `[{"name":"a","value":"b"},{"Name":"api-key","Value":"`+inJSON(s)+`"}]`)
	},
	"length of a part": func(s string) (string, cassette.Message) {
		return "/", message("multipart/mixed; boundary=b", "--b\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\npassword="+url.QueryEscape(s)+"\r\n--b--\r\n")
	},
	"multicall": func(s string) (string, cassette.Message) {
		return "/", message("multipart/mixed; boundary=b", "--b\r\nX-Dio-Path: /a?token="+url.QueryEscape(s)+"\r\nAuthorization: Bearer "+s+
			"\r\nContent-Type: application/json\r\n\r\n{\"token\":\""+inJSON(s)+"\"}\r\n--b--\r\n")
	},
}

// names are those that the contract has beside the usual ones.
var names = []string{"X-Acme-Auth"}

// Each secret is hidden in each place where it is recognized, in requests and in responses.
func TestPlaces(t *testing.T) {
	for name, place := range places {
		for _, secret := range secrets {
			t.Run(name, func(t *testing.T) {
				path, m := place(secret)
				e := &cassette.Exchange{Service: "shop", Request: cassette.Request{Method: "POST", Path: path, Message: m},
					Response: cassette.Response{Status: 200, Message: m}}
				data := written(t, cassette.NewRedactor(names...), e)
				assertHidden(t, data, secret)
				if !bytes.Contains(data, []byte("redacted-1")) {
					t.Errorf("nothing is redacted:\n%s", data)
				}
				read(t, data)
			})
		}
	}
}

// A secret that was recognized once is hidden everywhere, in every encoding: in what is before it in the same exchange too.
func TestEverywhere(t *testing.T) {
	carriers := map[string]func(text string) (path string, m cassette.Message){
		"path":   func(s string) (string, cassette.Message) { return "/a/" + url.PathEscape(s) + "/b", message("", "") },
		"query":  func(s string) (string, cassette.Message) { return "/?q=" + url.QueryEscape(s), message("", "") },
		"header": func(s string) (string, cassette.Message) { return "/", message("", "", "X-Other", "a "+s+" b") },
		"text":   func(s string) (string, cassette.Message) { return "/", message("text/plain", "a "+s+" b") },
		"xml": func(s string) (string, cassette.Message) {
			return "/", message("text/xml", "<a b=\""+html.EscapeString(s)+"\">x "+html.EscapeString(s)+"<c/></a>")
		},
		"comment": func(s string) (string, cassette.Message) { return "/", message("text/xml", "<a><!-- "+s+" --></a>") },
		"json": func(s string) (string, cassette.Message) {
			return "/", message("application/json", `{"a":["x `+inJSON(s)+`"]}`)
		},
		"json key": func(s string) (string, cassette.Message) {
			return "/", message("application/json", `{"`+inJSON(s)+`":{}}`)
		},
		"form": func(s string) (string, cassette.Message) {
			return "/", message("application/x-www-form-urlencoded", "a="+url.QueryEscape(s))
		},
		"form key": func(s string) (string, cassette.Message) {
			return "/", message("application/x-www-form-urlencoded", url.QueryEscape(s)+"=1")
		},
		"bytes": func(s string) (string, cassette.Message) { return "/", message("application/pdf", "\x00\xff"+s+"\x00") },
		"part": func(s string) (string, cassette.Message) {
			return "/", message("multipart/related; boundary=b", "--b\r\nContent-ID: <1>\r\n\r\n"+s+"\r\n--b--\r\n")
		},
	}
	for name, carrier := range carriers {
		for encoding, encode := range encodings {
			for _, secret := range secrets[:3] { // a short one is hidden only if its place says that it is a secret
				if name == "comment" && strings.Contains(encode(secret), "--") {
					continue
				}
				path, m := carrier(encode(secret))
				known := message("", "", "Authorization", "Bearer "+secret)
				before := &cassette.Exchange{Service: "shop", Request: cassette.Request{Method: "POST", Path: path, Message: m},
					Response: cassette.Response{Status: 200, Message: known}}
				after := &cassette.Exchange{Service: "shop", Request: cassette.Request{Method: "GET", Path: "/"},
					Response: cassette.Response{Status: 200, Message: m}}
				data := written(t, cassette.NewRedactor(), before, after)
				assertHidden(t, data, secret)
				if t.Failed() {
					t.Fatalf("%s as %s", name, encoding)
				}
			}
		}
	}
}

// What is no secret stays as it is, byte by byte.
func TestPublic(t *testing.T) {
	for _, m := range []cassette.Message{
		message("application/json", `{"code":"422","nextPageToken":"abc","token_type":"Bearer","expires_in":43200,"user":"token"}`),
		message("text/xml", "<a><code>1</code><tokens/><SecurityTokenReference><URI>#x</URI></SecurityTokenReference> <password/></a>"),
		message("application/x-www-form-urlencoded", "a=%c3%a4+b&c&pageToken=1&code=2"),
		message("text/html", "<p>Your token: expired. Password required &amp; more</p>"),
		message("application/json", "[1,2", "Link", `<https://shop.example/a?page=2>; rel="next"`, "ETag", `"abc"`),
		message("application/json", "\"text\" \n"), message("text/plain", "\xff\x00"), message("application/json", "{]"),
	} {
		e := &cassette.Exchange{Service: "shop", Request: cassette.Request{Method: "POST", Path: "/token/a%2fb?page=2&q=%7B", Message: m},
			Response: cassette.Response{Status: 200, Message: m}}
		if data := written(t, cassette.NewRedactor(), e); bytes.Contains(data, []byte("redacted-1\n")) ||
			!bytes.Equal(read(t, data)[0].Request.Body, m.Body) || read(t, data)[0].Request.Path != e.Request.Path {
			t.Errorf("changed:\n%s", data)
		}
	}
}

// The same secret has the same placeholder, and another one another.
func TestPlaceholders(t *testing.T) {
	token := &cassette.Exchange{Service: "shop", Request: cassette.Request{Method: "POST", Path: "/token"},
		Response: cassette.Response{Status: 200, Message: message("application/json", `{"access_token":"one-secret","refresh_token":"other"}`)}}
	call := &cassette.Exchange{Service: "shop", Request: cassette.Request{Method: "GET", Path: "/", Message: message("", "", "Authorization", "Bearer one-secret")},
		Response: cassette.Response{Status: 204}}
	exchanges := read(t, written(t, cassette.NewRedactor(), token, call))
	if got, want := string(exchanges[0].Response.Body), `{"access_token":"redacted-1","refresh_token":"redacted-2"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := exchanges[1].Request.Header.Get("Authorization"), "Bearer redacted-1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A known secret is hidden in any body, well-formed or not, and no body makes the Redactor panic.
func FuzzRedact(f *testing.F) {
	for _, place := range places {
		_, m := place("MARK")
		f.Add(m.Header.Get("Content-Type"), string(m.Body))
	}
	for _, seed := range []string{`{"a":MARK`, "<a MARK b='MARK' MARK", "<a><MARK", "[\"MARK", "a=MARK&MARK=b", "\xffMARK"} {
		f.Add("", seed)
	}
	f.Fuzz(func(t *testing.T, contentType, body string) {
		const secret = "s3cr3t-value-of-the-test"
		if strings.ContainsFunc(contentType, func(r rune) bool { return r < ' ' || r == 0x7F }) {
			return
		}
		m := message(contentType, strings.ReplaceAll(body, "MARK", " "+secret+" "), "Authorization", "Bearer "+secret)
		e := &cassette.Exchange{Service: "shop", Request: cassette.Request{Method: "POST", Path: "/", Message: m},
			Response: cassette.Response{Status: 200, Message: m}}
		data := written(t, cassette.NewRedactor(), e)
		if bytes.Contains(data, []byte(secret)) {
			t.Errorf("the secret is shown:\n%s", data)
		}
		if _, ds := cassette.Read("c.yaml", data); ds.Faulty() {
			t.Errorf("%v\n%s", ds.Err(), data)
		}
	})
}
