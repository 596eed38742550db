// The rules: for each kind of change, whether it breaks what a client sends and what it receives, and why.

package diff

// Rule names a kind of change. The names are stable: programs that read reports can rely on them.
type Rule string

// The rules about the service as a whole.
const (
	SOAPVersionChanged   Rule = "soap-version-changed"
	EndpointChanged      Rule = "endpoint-changed"
	BaseURLChanged       Rule = "base-url-changed"
	HeaderPrefixChanged  Rule = "header-prefix-changed"
	TimeZoneChanged      Rule = "time-zone-changed"
	MultiCallAdded       Rule = "multicall-added"
	MultiCallRemoved     Rule = "multicall-removed"
	ErrorMessagesChanged Rule = "error-messages-changed"
)

// The rules about an operation.
const (
	OperationAdded    Rule = "operation-added"
	OperationRemoved  Rule = "operation-removed"
	ActionChanged     Rule = "action-changed"
	EncodingChanged   Rule = "encoding-changed"
	SecurityDemanded  Rule = "security-demanded"
	SecurityDropped   Rule = "security-dropped"
	MethodChanged     Rule = "method-changed"
	PathChanged       Rule = "path-changed"
	MessageChanged    Rule = "message-changed"
	OperationAnswers  Rule = "operation-answers"
	MessageAdded      Rule = "message-added"
	MessageRemoved    Rule = "message-removed"
	HeaderAdded       Rule = "header-added"
	HeaderRemoved     Rule = "header-removed"
	FaultAdded        Rule = "fault-added"
	FaultRemoved      Rule = "fault-removed"
	MediaTypeAdded    Rule = "media-type-added"
	MediaTypeRemoved  Rule = "media-type-removed"
	CachingChanged    Rule = "caching-changed"
	NowSafe           Rule = "now-safe"
	NoLongerSafe      Rule = "no-longer-safe"
	ParameterMoved    Rule = "parameter-moved"
	ParameterDefault  Rule = "parameter-default-changed"
	ParameterEncoding Rule = "parameter-encoding-changed"

	PagingAdded   Rule = "paging-added"
	PagingChanged Rule = "paging-changed"

	AuthAdded       Rule = "auth-added"
	AuthRemoved     Rule = "auth-removed"
	AuthRequired    Rule = "auth-required"
	AuthNotRequired Rule = "auth-not-required"
	SignInChanged   Rule = "sign-in-changed"
	GrantAdded      Rule = "grant-added"
	GrantRemoved    Rule = "grant-removed"
	RefusalsChanged Rule = "not-authenticated-changed"
)

// The rules about an element, an attribute, a field or a parameter.
const (
	RequiredAdded    Rule = "required-added"
	OptionalAdded    Rule = "optional-added"
	Removed          Rule = "removed"
	NowRequired      Rule = "now-required"
	NowOptional      Rule = "now-optional"
	NowRepeated      Rule = "now-repeated"
	NoLongerRepeated Rule = "no-longer-repeated"
	MinimumRaised    Rule = "minimum-raised"
	MinimumLowered   Rule = "minimum-lowered"
	MaximumRaised    Rule = "maximum-raised"
	MaximumLowered   Rule = "maximum-lowered"
	NamespaceChanged Rule = "namespace-changed"
	NowNillable      Rule = "now-nillable"
	NoLongerNillable Rule = "no-longer-nillable"
	DefaultAdded     Rule = "default-added"
	DefaultChanged   Rule = "default-changed"
	FixedAdded       Rule = "fixed-added"
	FixedRemoved     Rule = "fixed-removed"
	NowDeprecated    Rule = "now-deprecated"
	NotDeprecated    Rule = "no-longer-deprecated"
)

// The rules about the values of a type.
const (
	OrderChanged       Rule = "order-changed"
	AnyOrder           Rule = "any-order"
	ContentWidened     Rule = "content-widened"
	ContentNarrowed    Rule = "content-narrowed"
	ContentChanged     Rule = "content-changed"
	TypeWidened        Rule = "type-widened"
	TypeNarrowed       Rule = "type-narrowed"
	TypeChanged        Rule = "type-changed"
	AttachmentAdded    Rule = "attachment-added"
	AttachmentRemoved  Rule = "attachment-removed"
	WhiteSpaceChanged  Rule = "white-space-changed"
	ValuesAdded        Rule = "values-added"
	ValuesRemoved      Rule = "values-removed"
	KnownValuesChanged Rule = "known-values-changed"
	FacetLoosened      Rule = "facet-loosened"
	FacetTightened     Rule = "facet-tightened"
	PatternChanged     Rule = "pattern-changed"
	NowAbstract        Rule = "now-abstract"
	NoLongerAbstract   Rule = "no-longer-abstract"
	DerivedAdded       Rule = "derived-type-added"
	DerivedRemoved     Rule = "derived-type-removed"
	WildcardWidened    Rule = "wildcard-widened"
	WildcardNarrowed   Rule = "wildcard-narrowed"
	FileAdded          Rule = "file-added"
	FileChanged        Rule = "file-changed"
)

const (
	breaking   = true
	compatible = false
)

// rule is a row of the table.
type rule struct {
	name           Rule
	sent, received bool // whether the change breaks what a client sends and receives; the same for a whole service
	why            string
}

// rules is the table of the rules. docs/reference/diff.md is written from it.
var rules = []rule{
	{SOAPVersionChanged, breaking, breaking,
		"the envelope has another namespace, and the request another content type"},
	{EndpointChanged, compatible, compatible,
		"a client does not use the endpoint of the contract: its user configures it"},
	{BaseURLChanged, breaking, breaking, "a client calls the URL of its description"},
	{HeaderPrefixChanged, breaking, breaking, "all header parameters have other names"},
	{TimeZoneChanged, breaking, breaking, "times without an offset mean something else"},
	{MultiCallAdded, compatible, compatible, "one call for each request still works"},
	{MultiCallRemoved, breaking, breaking, "a MultiCall is rejected"},
	{ErrorMessagesChanged, breaking, breaking, "a client does not find the messages for the user"},

	{OperationAdded, compatible, compatible, "no client calls it yet"},
	{OperationRemoved, breaking, breaking, "a call of it is rejected"},
	{ActionChanged, breaking, breaking, "services choose the operation by it"},
	{EncodingChanged, breaking, breaking, "values are written in another way, with their types or without"},
	{SecurityDemanded, breaking, breaking, "a policy demands what messages do not have, such as a token (WS-SecurityPolicy)"},
	{SecurityDropped, compatible, compatible, "a policy no longer demands it"},
	{MethodChanged, breaking, breaking, "it is another request"},
	{PathChanged, breaking, breaking, "it is another request; the names of path parameters are not on the wire"},
	{MessageChanged, breaking, breaking, "the body of the request or the response is another element"},
	{OperationAnswers, compatible, compatible, "a client of a one-way operation ignores the response"},
	{MessageAdded, breaking, compatible, "a request without a body is rejected; an unexpected body is ignored"},
	{MessageRemoved, breaking, breaking,
		"the service does not expect the body of the request; the body of the response is missing"},
	{HeaderAdded, breaking, compatible, "a client does not send it; a client ignores an unexpected one"},
	{HeaderRemoved, compatible, breaking, "the service ignores an unexpected one; one that a client reads is missing"},
	{FaultAdded, compatible, compatible, "a client reads it as a fault without a type of its own"},
	{FaultRemoved, compatible, compatible, "it is not sent any more"},
	{MediaTypeAdded, compatible, compatible, "the other media types are still accepted and sent"},
	{MediaTypeRemoved, breaking, breaking,
		"the body of a request is rejected; the media type that a client asks for is missing"},
	{PagingAdded, compatible, compatible, "a client reads one page, as before"},
	{PagingChanged, breaking, breaking, "a client asks for pages in the old way, and looks for their items at the old place"},
	{CachingChanged, compatible, compatible, "each response says how long it may be cached"},
	{NowSafe, compatible, compatible, "a client does not send it again after a failure, as before"},
	{NoLongerSafe, breaking, breaking, "a client sends it again after a failure, as if it changed nothing"},
	{ParameterMoved, breaking, breaking, "the service looks for it in another place"},
	{ParameterDefault, breaking, breaking, "a client sends the old value unless another is configured"},
	{ParameterEncoding, breaking, breaking,
		"a list is sent in another form: as JSON in a header, as one value or several in a query; or a text as a file"},
	{AuthAdded, compatible, compatible, "a client authenticates as before"},
	{AuthRemoved, breaking, breaking, "a client that authenticates by it is rejected"},
	{AuthRequired, breaking, breaking, "a call without credentials is rejected"},
	{SignInChanged, breaking, breaking, "a client signs in as before: at the old URL, for the old scopes"},
	{GrantAdded, compatible, compatible, "a client signs in by another grant"},
	{GrantRemoved, breaking, breaking, "a client that signs in by it is rejected"},
	{RefusalsChanged, breaking, breaking,
		"a client does not renew its token after a new one of these responses, and does so after an old one"},
	{AuthNotRequired, compatible, compatible, "the service ignores credentials, or accepts them as before"},

	{RequiredAdded, breaking, compatible, "a client does not send it; a client ignores an unexpected one"},
	{OptionalAdded, compatible, compatible, "a client need not send it; a client ignores an unexpected one"},
	{Removed, breaking, breaking,
		"one that a client sends is rejected; one that it reads is never sent, even if it was optional"},
	{NowRequired, breaking, compatible, "a client may leave it out; it is fine if the service always sends it"},
	{NowOptional, compatible, breaking,
		"it is fine if a client always sends it; one that a client relies on may be missing"},
	{NowRepeated, compatible, breaking, "one is still enough; a client does not expect several"},
	{NoLongerRepeated, breaking, compatible, "a client may send several; one is fine"},
	{MinimumRaised, breaking, compatible, "a client may send too few"},
	{MinimumLowered, compatible, compatible, "it stays a list with at least one item"},
	{MaximumRaised, compatible, compatible, "a list in Go has no bound; what a client sends is still allowed"},
	{MaximumLowered, breaking, compatible, "a client may send too many"},
	{NamespaceChanged, breaking, breaking, "it is another name; all components that move together are one change"},
	{NowNillable, compatible, breaking,
		"a client need not send nil; a client does not read nil (xsi:nil, null) as a value"},
	{NoLongerNillable, breaking, compatible, "a client may send nil"},
	{DefaultAdded, compatible, breaking, "an absent value now means the default, which the client does not know"},
	{DefaultChanged, breaking, breaking, "an absent value means something else"},
	{FixedAdded, breaking, breaking, "a client may send another value, and does not know this one if it is absent"},
	{FixedRemoved, compatible, breaking, "a client sends the old value; it reads an absent value as the old one"},

	{NowDeprecated, compatible, compatible, "it still works, and says so in Go"},
	{NotDeprecated, compatible, compatible, "it works as before"},

	{OrderChanged, breaking, compatible, "a client sends the old order, and reads any"},
	{AnyOrder, compatible, compatible, "the old order is still accepted, and a client reads any"},
	{ContentWidened, compatible, breaking,
		"what a client sends is still valid; it may receive content in an arrangement that it does not know: " +
			"another alternative, or several where there was one"},
	{ContentNarrowed, breaking, compatible,
		"something that a client may send is no longer valid; all that it receives was valid before"},
	{ContentChanged, breaking, breaking,
		"both of these, or another order within the items of a group, which are told apart by their order"},
	{TypeWidened, compatible, breaking, "what a client sends is still valid; it cannot read every new value"},
	{TypeNarrowed, breaking, compatible, "a client may send a value that is no longer valid"},
	{TypeChanged, breaking, breaking, "neither type takes all values of the other"},
	{AttachmentAdded, compatible, breaking,
		"a service reads binary values in the envelope, too; a client does not find a value beside the envelope"},
	{AttachmentRemoved, breaking, compatible,
		"a service may not read values beside the envelope; a client reads them in the envelope, too"},
	{WhiteSpaceChanged, compatible, compatible,
		"all texts are still accepted, but white space in them is read differently"},
	{ValuesAdded, compatible, compatible, "a client keeps values that it does not know"},
	{ValuesRemoved, breaking, compatible, "a client may send them"},
	{KnownValuesChanged, compatible, compatible,
		"the type takes values that the contract does not list, before and after"},
	{FacetLoosened, compatible, compatible,
		"a client does not check what it receives, and keeps values that it does not know; types of text count as " +
			"facets"},
	{FacetTightened, breaking, compatible, "a client may send a value that is no longer valid"},
	{PatternChanged, breaking, compatible,
		"a client may send a value that does not match; whether one pattern includes another is not checked"},
	{NowAbstract, breaking, compatible, "a client may send the type itself"},
	{NoLongerAbstract, compatible, breaking, "a client does not read the type itself"},
	{DerivedAdded, compatible, breaking, "a client need not send it, but does not know its xsi:type or discriminator"},
	{DerivedRemoved, breaking, compatible, "a client may send it"},
	{WildcardWidened, compatible, compatible, "a client need not send more, and ignores or keeps what it receives"},
	{WildcardNarrowed, breaking, compatible, "a client may send attributes or elements that are no longer accepted"},
	{FileAdded, compatible, compatible, "a client reads the field that refers to the file, as before"},
	{FileChanged, compatible, breaking, "a client opens the file that the old field refers to"},
}

// byName is the table by name.
var byName = func() map[Rule]rule {
	named := map[Rule]rule{}
	for _, r := range rules {
		named[r.name] = r
	}
	return named
}()

// Rules returns all rules in the order of the documentation.
func Rules() []Rule {
	var names []Rule
	for _, r := range rules {
		names = append(names, r.name)
	}
	return names
}

// Breaks reports whether a change by r breaks what a client sends, and what it receives.
func (r Rule) Breaks() (sent, received bool) { return byName[r].sent, byName[r].received }

// Why returns the reason of Breaks.
func (r Rule) Why() string { return byName[r].why }
