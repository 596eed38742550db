// Rules as data: their JSON at the control endpoint, and their words on the command line.

package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
)

// trouble is what a rule does, and when. Its members have the names of the methods of [Rule].
type trouble struct {
	Operation string `json:"operation"`

	// When it applies.
	Times  *int     `json:"times,omitempty"` // nil for any number
	Every  int      `json:"every,omitempty"`
	Chance *float64 `json:"chance,omitempty"`
	Limit  *limit   `json:"limit,omitempty"`

	// What replaces the response.
	Drop   bool    `json:"drop,omitempty"`
	Expire bool    `json:"expire,omitempty"`
	Fault  *fault  `json:"fault,omitempty"`
	Answer *string `json:"answer,omitempty"`
	Status int     `json:"status,omitempty"` // of a fault, too
	Body   *string `json:"body,omitempty"`

	// What changes it.
	Delay     duration       `json:"delay,omitempty"`
	Lose      bool           `json:"lose,omitempty"`
	Cut       bool           `json:"cut,omitempty"`
	Header    fields         `json:"header,omitempty"`
	Omit      string         `json:"omit,omitempty"`
	Double    string         `json:"double,omitempty"`
	Set       map[string]any `json:"set,omitempty"`
	Renumber  *int           `json:"renumber,omitempty"`
	Add       string         `json:"add,omitempty"`
	Pad       int            `json:"pad,omitempty"`
	Namespace string         `json:"namespace,omitempty"`
}

// maxPad is the greatest number of blanks behind a response.
const maxPad = 1 << 30

// fault is a SOAP fault.
type fault struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Detail  string `json:"detail,omitempty"` // XML
}

// limit is a number of requests in a period, such as 5/1m.
type limit struct {
	n      int
	period time.Duration
}

func (l limit) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%d/%s", l.n, shortest(l.period)), nil
}

func (l *limit) UnmarshalText(text []byte) error {
	n, period, _ := strings.Cut(string(text), "/")
	var err, second error
	l.n, err = strconv.Atoi(n)
	l.period, second = time.ParseDuration(period)
	if err != nil || second != nil || l.n < 0 || l.period <= 0 {
		return fmt.Errorf("the limit is %q: write a number of requests and a period, such as 5/1m", text)
	}
	return nil
}

// duration is a duration in the syntax of [time.ParseDuration].
type duration time.Duration

func (d duration) MarshalText() ([]byte, error) { return []byte(shortest(time.Duration(d))), nil }

func (d *duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	if err != nil || parsed < 0 {
		return fmt.Errorf("the delay is %q: write a duration such as 1.5s, 200ms or 2m", text)
	}
	*d = duration(parsed)
	return nil
}

// shortest returns d as a person writes it: 1m instead of 1m0s.
func shortest(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// fields is a header whose fields have one value each in JSON.
type fields http.Header

func (f fields) MarshalJSON() ([]byte, error) {
	members := map[string]string{}
	for name, values := range f {
		members[name] = strings.Join(values, ", ") // RFC 9110, section 5.3
	}
	return json.Marshal(members)
}

func (f *fields) UnmarshalJSON(text []byte) error {
	var members map[string]string
	if err := json.Unmarshal(text, &members); err != nil {
		return err
	}
	*f = fields{}
	for name, value := range members {
		http.Header(*f).Set(name, value)
	}
	return nil
}

// isDelay reports whether t does nothing but delay.
func (t trouble) isDelay() bool {
	t.Operation, t.Times, t.Every, t.Chance, t.Delay = "", nil, 0, nil, 0
	return reflect.ValueOf(t).IsZero()
}

// check returns what is wrong with t.
func (t trouble) check() error {
	count := func(are ...bool) (n int) {
		for _, is := range are {
			if is {
				n++
			}
		}
		return n
	}
	isStatus := t.Status != 0 && t.Fault == nil || t.Body != nil
	switch {
	case t.isDelay() && t.Delay == 0:
		return errors.New("the rule does nothing: it needs one of " + strings.Join(effects(), ", "))
	case count(t.Drop, t.Expire, t.Fault != nil, t.Answer != nil, isStatus) > 1:
		return errors.New("a rule can have only one of drop, expire, fault, answer, and status with body")
	case count(t.Drop, t.Lose, t.Cut) > 1:
		return errors.New("a rule can have only one of drop, lose and cut")
	case t.Times != nil && *t.Times < 0:
		return fmt.Errorf("times is %d: it can be 0 and more", *t.Times)
	case t.Pad < 0 || t.Pad > maxPad:
		return fmt.Errorf("pad is %d: it can be 0 to %d", t.Pad, maxPad)
	case t.Every < 0:
		return fmt.Errorf("every is %d: it can be 1 and more", t.Every)
	case t.Chance != nil && !(*t.Chance >= 0 && *t.Chance <= 1):
		return fmt.Errorf("the chance is %v: it can be 0 to 1", *t.Chance)
	case t.Status != 0 && (t.Status < 200 || t.Status > 599):
		return fmt.Errorf("the status is %d: it can be 200 to 599", t.Status)
	}
	for name, values := range t.Header {
		for _, value := range values {
			if err := (httpfield.Field{Name: name, Value: value}).Check(); err != nil {
				return err
			}
		}
	}
	return nil
}

// words returns the names of the members of a rule, without the operation.
func words() (names []string) {
	for f := range reflect.TypeFor[trouble]().Fields() {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "operation" {
			names = append(names, name)
		}
	}
	return names
}

// effects returns those that do something: not times, every and chance.
func effects() []string { return words()[3:] }

// parseTrouble reads a rule from words: the operation, then names of members, with a value behind an equals sign unless
// the member is a boolean. Members of members, and the message of a fault, follow a colon. Double quotes surround texts
// with blanks, as in JSON.
func parseTrouble(text string) (t trouble, err error) {
	given, err := splitWords(text)
	if err != nil {
		return t, err
	}
	if len(given) == 0 {
		return t, errors.New("the rule has no words: begin with an operation, or with * for all")
	}
	members := map[string]any{"operation": textIn(given[0])}
	for _, word := range given[1:] {
		name, value, hasValue := strings.Cut(word, "=")
		_, isRepeated := members[name]
		key, second, isPair := strings.Cut(value, ":")
		switch {
		case name == "set" || name == "header":
			if !isPair {
				return t, fmt.Errorf("%s needs a name and a value, such as %s=NAME:VALUE", word, name)
			}
			if !isRepeated {
				members[name] = map[string]any{}
			}
			var inner any = textIn(second)
			if name == "set" && json.Valid([]byte(second)) {
				inner = json.RawMessage(second)
			}
			members[name].(map[string]any)[textIn(key)] = inner
		case isRepeated:
			return t, fmt.Errorf("%s occurs twice", name)
		case name == "fault":
			members[name] = map[string]string{"code": key, "message": textIn(second)}
		case !hasValue:
			members[name] = true
		case json.Valid([]byte(value)) && isNumber(name):
			members[name] = json.RawMessage(value)
		default:
			members[name] = textIn(value)
		}
	}
	encoded, err := json.Marshal(members)
	if err != nil {
		return t, err
	}
	d := json.NewDecoder(bytes.NewReader(encoded))
	d.DisallowUnknownFields()
	err = troubleError(d.Decode(&t))
	return t, err
}

// troubleError returns err, an error of decoding a rule or nil, with the names that a rule can have.
func troubleError(err error) error {
	if err == nil {
		return nil
	}
	if _, name, ok := strings.Cut(err.Error(), "unknown field "); ok {
		name, _ = strconv.Unquote(name)
		return fmt.Errorf("a rule has no %q%s", name, nearest(name, words()))
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("%s is a %s, but should be a %s", wrong.Field, wrong.Value, wrong.Type.Kind())
	}
	return err
}

// isNumber reports whether the member called name is a number.
func isNumber(name string) bool {
	for f := range reflect.TypeFor[trouble]().Fields() {
		if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); tag == name {
			t := f.Type
			if t.Kind() == reflect.Pointer {
				t = t.Elem()
			}
			return t.Kind() == reflect.Int || t.Kind() == reflect.Float64
		}
	}
	return false
}

// splitWords splits text at blanks that are not in double quotes.
func splitWords(text string) (list []string, err error) {
	isQuoted, isEscaped := false, false
	list = strings.FieldsFunc(text, func(c rune) bool {
		switch {
		case isEscaped:
			isEscaped = false
		case isQuoted && c == '\\':
			isEscaped = true
		case c == '"':
			isQuoted = !isQuoted
		default:
			return !isQuoted && (c == ' ' || c == '\t' || c == '\n' || c == '\r')
		}
		return false
	})
	if isQuoted {
		return nil, fmt.Errorf("a double quote is missing at the end of %s", text)
	}
	return list, nil
}

// textIn returns the text of a word, which may be in double quotes.
func textIn(word string) string {
	var text string
	if json.Unmarshal([]byte(word), &text) == nil {
		return text
	}
	return word
}
