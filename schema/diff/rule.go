// The rules: how each kind of change is judged in what is sent and in what is received.

package diff

import (
	"maps"
	"slices"
)

// Rule names a kind of change. The names are stable: programs that read reports can rely on them.
type Rule string

// The rules that speak of the service as a whole.
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

// The rules that speak of an operation.
const (
	OperationAdded    Rule = "operation-added"
	OperationRemoved  Rule = "operation-removed"
	ActionChanged     Rule = "action-changed"
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
	ParameterMoved    Rule = "parameter-moved"
	ParameterDefault  Rule = "parameter-default-changed"
	ParameterEncoding Rule = "parameter-encoding-changed"
)

// The rules that speak of an element, an attribute, a field or a parameter.
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
)

// The rules that speak of what a type allows.
const (
	OrderChanged       Rule = "order-changed"
	AnyOrder           Rule = "any-order"
	ContentWidened     Rule = "content-widened"
	ContentNarrowed    Rule = "content-narrowed"
	ContentChanged     Rule = "content-changed"
	TypeWidened        Rule = "type-widened"
	TypeNarrowed       Rule = "type-narrowed"
	TypeChanged        Rule = "type-changed"
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
)

// judgement says whether a change breaks what a client sends, and what it receives. What concerns neither of the two
// alone has one judgement for both.
type judgement struct{ sent, received bool }

const (
	breaking   = true
	compatible = false
)

// Rules returns all rules, in the order of their names.
func Rules() []Rule { return slices.Sorted(maps.Keys(judgements)) }

// Breaks reports whether a change by r breaks what a client sends, and what it receives.
func (r Rule) Breaks() (sent, received bool) {
	j := judgements[r]
	return j.sent, j.received
}

// judgements are the rules' own; docs/diff.md says why.
var judgements = map[Rule]judgement{
	SOAPVersionChanged:   {breaking, breaking},
	EndpointChanged:      {compatible, compatible},
	BaseURLChanged:       {breaking, breaking},
	HeaderPrefixChanged:  {breaking, breaking},
	TimeZoneChanged:      {breaking, breaking},
	MultiCallAdded:       {compatible, compatible},
	MultiCallRemoved:     {breaking, breaking},
	ErrorMessagesChanged: {breaking, breaking},

	OperationAdded:    {compatible, compatible},
	OperationRemoved:  {breaking, breaking},
	ActionChanged:     {breaking, breaking},
	MethodChanged:     {breaking, breaking},
	PathChanged:       {breaking, breaking},
	MessageChanged:    {breaking, breaking},
	OperationAnswers:  {compatible, compatible},
	MessageAdded:      {breaking, compatible},
	MessageRemoved:    {breaking, breaking},
	HeaderAdded:       {breaking, compatible},
	HeaderRemoved:     {compatible, breaking},
	FaultAdded:        {compatible, compatible},
	FaultRemoved:      {compatible, compatible},
	MediaTypeAdded:    {compatible, compatible},
	MediaTypeRemoved:  {breaking, breaking},
	CachingChanged:    {compatible, compatible},
	ParameterMoved:    {breaking, breaking},
	ParameterDefault:  {breaking, breaking},
	ParameterEncoding: {breaking, breaking},

	RequiredAdded:    {breaking, compatible},
	OptionalAdded:    {compatible, compatible},
	Removed:          {breaking, breaking},
	NowRequired:      {breaking, compatible},
	NowOptional:      {compatible, breaking},
	NowRepeated:      {compatible, breaking},
	NoLongerRepeated: {breaking, compatible},
	MinimumRaised:    {breaking, compatible},
	MinimumLowered:   {compatible, compatible},
	MaximumRaised:    {compatible, compatible},
	MaximumLowered:   {breaking, compatible},
	NamespaceChanged: {breaking, breaking},
	NowNillable:      {compatible, breaking},
	NoLongerNillable: {breaking, compatible},
	DefaultAdded:     {compatible, breaking},
	DefaultChanged:   {breaking, breaking},
	FixedAdded:       {breaking, breaking},
	FixedRemoved:     {compatible, breaking},

	OrderChanged:       {breaking, compatible},
	AnyOrder:           {compatible, compatible},
	ContentWidened:     {compatible, breaking},
	ContentNarrowed:    {breaking, compatible},
	ContentChanged:     {breaking, breaking},
	TypeWidened:        {compatible, breaking},
	TypeNarrowed:       {breaking, compatible},
	TypeChanged:        {breaking, breaking},
	WhiteSpaceChanged:  {compatible, compatible},
	ValuesAdded:        {compatible, compatible},
	ValuesRemoved:      {breaking, compatible},
	KnownValuesChanged: {compatible, compatible},
	FacetLoosened:      {compatible, compatible},
	FacetTightened:     {breaking, compatible},
	PatternChanged:     {breaking, compatible},
	NowAbstract:        {breaking, compatible},
	NoLongerAbstract:   {compatible, breaking},
	DerivedAdded:       {compatible, breaking},
	DerivedRemoved:     {breaking, compatible},
	WildcardWidened:    {compatible, compatible},
	WildcardNarrowed:   {breaking, compatible},
}
