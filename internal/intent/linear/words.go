package linear

import "strings"

// people begin the words for somebody who could answer. Longer ones are also
// found inside a word that lacks a blank.
var people = strings.Fields(`
	human humain perso people someon somebod anyon anybod agent operator operateur assistant representat rep reps adviso
	employe staff colleag colleg collega manager supervis boss chef specialist specialis technic techniek consult worker owner founder ceo
	director directeur department departement helpdesk recepti rezeption empfang accueil concierge
	mens medewerk iemand adviseur klantenservice leidinggeven vertegenwoord verantwoord deskundig baas contactpersoon eigenaar
	bedrijfsleid personeel baliemedewerk balie afdeling
	mensch jemand mitarbeit berater beraterin kundenb kundens kundend ansprech vorgesetzt kolleg sachbearb inhaber geschaftsl leitung
	abteilung buchhalt
	quelqu qqn qq conseil responsab superieur interlocuteur gens patron gestionn teleconseil membre equipe gerant proprietair
	handoff handover escalat eskal escal
`)

// contact begin the words for the assistant and for talking or passing on.
var contact = strings.Fields(`
	team support service customer live real proper else autre anders andere anderen desk vrai vraie reel
	transfer connect handed doorverb verbind overdra doorschak doorzet doorgev
	verbinden verbinde durchstell weiterleit weiterverb ubergab uberneh relais relation directi charge
	bot bots robot robots chatbot machine computer automat maschine ordinateur ki ai ia ding thing
	talk speak spoke chat write call back ring phone contact reach message through spreken praten bellen bel gebeld terug teruggebeld bereik lijn spreek
	sprech sprich reden rede telefon anruf ruf rufen ruft zuruck ruckruf erreich kontakt meld
	parler parle discut echang join appel rappel telephon dialog
`)

// targets are the words whose typing errors are corrected.
var targets = strings.Fields(`
	human person people someone somebody anyone anybody agent operator assistant representative advisor employee colleague
	manager supervisor specialist support service customer talk chat speak talking speaking connect transfer
	medewerker iemand collega adviseur klantenservice mens spreken praten doorverbinden verbinden leidinggevende persoon
	mensch menschen jemand jemanden jemandem mitarbeiter berater kundenservice kollege kollegen ansprechpartner sprechen verbinden
	humain personne quelqu conseiller conseillere operateur collegue responsable parler discuter contacter agent
`)

const (
	insideLen = 6 // letters from which a word is looked for inside words
	shortLen  = 8 // words of a clause in which one word of contact is enough
)

// HasTrigger tells whether a clause has the words without which nobody asks
// for a person: somebody who could answer or, less telling, two words of
// contact.
func HasTrigger(tokens []string) bool {
	contacts := 0
	for _, w := range tokens {
		if begins(w, people) {
			return true
		}
		if begins(w, contact) {
			contacts++
		}
	}
	return contacts >= 2 || contacts == 1 && len(tokens) <= shortLen
}

func begins(w string, stems []string) bool {
	for _, t := range stems {
		if w == t || len(t) >= 4 && strings.HasPrefix(w, t) || len(t) >= insideLen && strings.Contains(w, t) {
			return true
		}
	}
	return false
}

// Correct replaces each unknown word that is one typing error away from a word
// that matters.
func (m *Model) Correct(tokens []string) []string {
	out := append([]string{}, tokens...)
	for i, w := range out {
		if len(w) < 4 || m.Knows(w) {
			continue
		}
		for _, t := range targets {
			if oneError(w, t) {
				out[i] = t
				break
			}
		}
	}
	return out
}

// oneError tells whether a letter left out, added, replaced or swapped with the
// next makes b of a. The first letters must agree, unless they are swapped.
func oneError(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b) < 5 && len(a) == len(b) { // in a short word only swapped letters count
		return swapped(a, b)
	}
	if len(b)-len(a) > 1 || a == b {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case len(a) < len(b):
		return i > 0 && a[i:] == b[i+1:]
	case i > 0 && a[i+1:] == b[i+1:]:
		return true
	}
	return swapped(a, b)
}

func swapped(a, b string) bool {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return len(a) == len(b) && i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
