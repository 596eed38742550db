// Dates and times of generated packages, which have their own types.

package scalar

// DateFields are the types with the fields of a Date.
type DateFields[Z ~int16] interface {
	~struct {
		Year       int32
		Month, Day uint8
		Zone       Z
	}
}

// ownDate converts between types with the fields of a Date.
type ownDate[Z ~int16] struct {
	Year       int32
	Month, Day uint8
	Zone       Z
}

// PlainDate returns the date of a generated package as a Date.
func PlainDate[T DateFields[Z], Z ~int16](date T) Date {
	d := ownDate[Z](date)
	return Date{d.Year, d.Month, d.Day, Zone(d.Zone)}
}

// OwnDate returns d as a date of a generated package.
func OwnDate[T DateFields[Z], Z ~int16](d Date) T {
	return T(ownDate[Z]{d.Year, d.Month, d.Day, Z(d.Zone)})
}

// DateTimeFields are the types with the fields of a DateTime.
type DateTimeFields[Z ~int16] interface {
	~struct {
		Year                             int32
		Month, Day, Hour, Minute, Second uint8
		Zone                             Z
		Nanosecond                       int32
	}
}

// ownDateTime converts between types with the fields of a DateTime.
type ownDateTime[Z ~int16] struct {
	Year                             int32
	Month, Day, Hour, Minute, Second uint8
	Zone                             Z
	Nanosecond                       int32
}

// PlainDateTime returns the date and time of a generated package as a DateTime.
func PlainDateTime[T DateTimeFields[Z], Z ~int16](dateTime T) DateTime {
	d := ownDateTime[Z](dateTime)
	return DateTime{d.Year, d.Month, d.Day, d.Hour, d.Minute, d.Second, Zone(d.Zone), d.Nanosecond}
}

// OwnDateTime returns d as a date and time of a generated package.
func OwnDateTime[T DateTimeFields[Z], Z ~int16](d DateTime) T {
	return T(ownDateTime[Z]{d.Year, d.Month, d.Day, d.Hour, d.Minute, d.Second, Z(d.Zone), d.Nanosecond})
}

// DateText returns d as the value of a parameter, "" for the zero Date.
func DateText(d Date) string {
	if d == (Date{}) {
		return ""
	}
	return string(AppendDate(nil, d))
}

// DateTimeText returns d as the value of a parameter, "" for the zero DateTime.
func DateTimeText(d DateTime) string {
	if d == (DateTime{}) {
		return ""
	}
	return string(AppendDateTime(nil, d))
}
