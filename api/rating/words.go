package rating

import "strings"

// Words are the page's texts in one language.
type Words struct {
	Tag              string // BCP 47
	Title            string
	StarsQuestion    string
	StarLabels       [5]string // from 1 star to 5
	TagsQuestion     string
	FeedbackQuestion string
	Send             string
	Thanks           string
	Final            string
	Gone             string
	ChooseStars      string
	TooLong          string
	Unreadable       string
}

// wordsOf returns the words of a language, in English when it is not one of
// lang.Supported.
func wordsOf(language string) Words {
	primary, _, _ := strings.Cut(strings.ToLower(language), "-")
	if w, ok := all[primary]; ok {
		return w
	}
	return all["en"]
}

var all = map[string]Words{
	"en": {
		Tag:              "en",
		Title:            "How was your conversation?",
		StarsQuestion:    "Your rating",
		StarLabels:       [5]string{"Very bad", "Bad", "Fair", "Good", "Very good"},
		TagsQuestion:     "What describes it? (optional)",
		FeedbackQuestion: "Would you like to add something? (optional)",
		Send:             "Send the rating",
		Thanks:           "Thank you! Your rating is saved. You can change it for a day.",
		Final:            "Thank you for your rating. It is more than a day old and can no longer be changed.",
		Gone:             "This link does not work, or does not work any more.",
		ChooseStars:      "Please choose 1 to 5 stars.",
		TooLong:          "Your text is too long: at most 2,000 characters.",
		Unreadable:       "The form could not be read. Please try again.",
	},
	"nl": {
		Tag:              "nl",
		Title:            "Hoe was uw gesprek?",
		StarsQuestion:    "Uw beoordeling",
		StarLabels:       [5]string{"Zeer slecht", "Slecht", "Redelijk", "Goed", "Zeer goed"},
		TagsQuestion:     "Wat past erbij? (niet verplicht)",
		FeedbackQuestion: "Wilt u iets toevoegen? (niet verplicht)",
		Send:             "Beoordeling versturen",
		Thanks:           "Bedankt! Uw beoordeling is opgeslagen. U kunt haar nog een dag wijzigen.",
		Final:            "Bedankt voor uw beoordeling. Zij is meer dan een dag oud en kan niet meer worden gewijzigd.",
		Gone:             "Deze link werkt niet, of niet meer.",
		ChooseStars:      "Kies 1 tot 5 sterren.",
		TooLong:          "Uw tekst is te lang: hoogstens 2.000 tekens.",
		Unreadable:       "Het formulier kon niet worden gelezen. Probeer het opnieuw.",
	},
	"de": {
		Tag:              "de",
		Title:            "Wie war Ihr Gespräch?",
		StarsQuestion:    "Ihre Bewertung",
		StarLabels:       [5]string{"Sehr schlecht", "Schlecht", "Mittel", "Gut", "Sehr gut"},
		TagsQuestion:     "Was trifft zu? (freiwillig)",
		FeedbackQuestion: "Möchten Sie etwas hinzufügen? (freiwillig)",
		Send:             "Bewertung senden",
		Thanks:           "Vielen Dank! Ihre Bewertung ist gespeichert. Sie können sie noch einen Tag lang ändern.",
		Final:            "Vielen Dank für Ihre Bewertung. Sie ist mehr als einen Tag alt und kann nicht mehr geändert werden.",
		Gone:             "Dieser Link funktioniert nicht oder nicht mehr.",
		ChooseStars:      "Bitte wählen Sie 1 bis 5 Sterne.",
		TooLong:          "Ihr Text ist zu lang: höchstens 2.000 Zeichen.",
		Unreadable:       "Das Formular konnte nicht gelesen werden. Bitte versuchen Sie es noch einmal.",
	},
	"fr": {
		Tag:              "fr",
		Title:            "Comment s'est passée votre conversation\u00a0?",
		StarsQuestion:    "Votre évaluation",
		StarLabels:       [5]string{"Très mauvaise", "Mauvaise", "Moyenne", "Bonne", "Très bonne"},
		TagsQuestion:     "Qu'est-ce qui la décrit\u00a0? (facultatif)",
		FeedbackQuestion: "Souhaitez-vous ajouter quelque chose\u00a0? (facultatif)",
		Send:             "Envoyer l'évaluation",
		Thanks:           "Merci\u00a0! Votre évaluation est enregistrée. Vous pouvez la modifier pendant une journée.",
		Final:            "Merci pour votre évaluation. Elle date de plus d'une journée et ne peut plus être modifiée.",
		Gone:             "Ce lien ne fonctionne pas, ou ne fonctionne plus.",
		ChooseStars:      "Veuillez choisir de 1 à 5 étoiles.",
		TooLong:          "Votre texte est trop long\u00a0: 2\u202f000 caractères au maximum.",
		Unreadable:       "Le formulaire n'a pas pu être lu. Veuillez réessayer.",
	},
}
