package chat

import (
	"regexp"
	"strings"
)

// Identity is who a visitor says that they are or, when it is verified, who the
// site's owner signed that they are.
type Identity struct {
	Verified   bool
	ExternalID string // the owner's own id of the user, at most 200 characters; "" unless signed
	Email      string // at most 320 characters; "" when only ExternalID is known
	Name       string // at most 200 characters, on one line; may be ""
}

var (
	emailForm     = regexp.MustCompile(`^[^\s@<>"]+@[^\s@<>"]+$`)
	controlLetter = regexp.MustCompile(`[\x00-\x1f\x7f]`)
)

// ParseIdentity trims an identity and checks it. The error has CodeInvalid.
func ParseIdentity(in Identity) (Identity, error) {
	in.ExternalID, in.Email, in.Name = strings.TrimSpace(in.ExternalID), strings.TrimSpace(in.Email), strings.TrimSpace(in.Name)
	switch {
	case in.Email == "" && in.ExternalID == "":
		return Identity{}, Errorf(CodeInvalid, "An identity needs an e-mail address or a user's id.")
	case in.Email != "" && (!emailForm.MatchString(in.Email) || !fits(in.Email, 3, 320) || controlLetter.MatchString(in.Email)):
		return Identity{}, Errorf(CodeInvalid, "The e-mail address is not valid.")
	case !fits(in.ExternalID, 0, 200):
		return Identity{}, Errorf(CodeInvalid, "A user's id has at most 200 characters.")
	case !fits(in.Name, 0, 200) || controlLetter.MatchString(in.Name):
		return Identity{}, Errorf(CodeInvalid, "A name has at most 200 characters, on one line.")
	}
	return in, nil
}
