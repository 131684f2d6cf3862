package letters

import (
	"strings"

	"github.com/innconnect/innconnect/internal/chat"
)

// words are the texts of all letters in one language. A %s is the site's name
// unless the comment says otherwise.
type words struct {
	tag string // BCP 47

	alertSubject     map[chat.AlertStep]string // also the heading
	alertSubjects    string                    // %d conversations
	alertStep        map[chat.AlertStep]string
	reason           map[chat.Reason]string
	waiting          string // %d minutes
	more             string // %d conversations
	openConversation string
	openInbox        string
	alertFooter      string

	replySubject       string
	replyIntro         string
	wrote              string // %s is a person's name
	goBack             string
	backToConversation string
	notRead            string

	ratingSubject string
	ratingIntro   string
	linkLasts     string // %d days
	rate          string
	ratingOnce    string

	visitorFooter string

	invitationSubject string
	invitationIntro   string // %s is the user's name
	join              string
	notExpected       string

	resetSubject   string
	resetIntro     string
	choosePassword string
	notAsked       string

	linkOnce string // %d hours

	security       map[chat.SecurityEvent]string // subjects, and sentences without their stop
	securityIntro  string                        // %s is the user's name, %s a time
	securityNotYou string

	testSubject string
	testIntro   string
	testFooter  string
}

// wordsOf returns the words of a language, in English when it is not one of
// lang.Supported.
func wordsOf(language string) words {
	primary, _, _ := strings.Cut(strings.ToLower(language), "-")
	if w, ok := all[primary]; ok {
		return w
	}
	return all["en"]
}

// all speak to people formally where the language knows the difference.
var all = map[string]words{
	"en": {
		tag: "en",
		alertSubject: map[chat.AlertStep]string{
			chat.AlertEscalated:   "A visitor of %s asks for a person",
			chat.AlertAgain:       "A visitor of %s is still waiting",
			chat.AlertSupervisors: "Nobody has come to a visitor of %s",
			chat.AlertFollowUp:    "A visitor of %s was promised an answer",
			chat.AlertTransferred: "You have been given a conversation of %s",
		},
		alertSubjects: "%d conversations of %s need a person",
		alertStep: map[chat.AlertStep]string{
			chat.AlertEscalated:   "A visitor asks for a person",
			chat.AlertAgain:       "Still nobody has come",
			chat.AlertSupervisors: "Nobody has come, so supervisors are told",
			chat.AlertFollowUp:    "Nobody came; the visitor was promised an answer",
			chat.AlertTransferred: "A colleague has given you this conversation",
		},
		reason: map[chat.Reason]string{
			chat.ReasonCustomerRequest:  "asked for a person",
			chat.ReasonKeyword:          "a keyword of the site",
			chat.ReasonMissingKnowledge: "the articles do not answer the question",
			chat.ReasonLowConfidence:    "the articles hardly answer the question",
			chat.ReasonRepeated:         "several answers did not help",
			chat.ReasonManual:           "a colleague joined",
			chat.ReasonProviderFailure:  "no answer could be written",
		},
		waiting:          "waiting for %d min",
		more:             "and %d more in the inbox",
		openConversation: "Open the conversation",
		openInbox:        "Open the inbox",
		alertFooter:      "You get this mail because you work for %s. Your preferences in the admin panel say which mails you get.",

		replySubject:       "A reply from %s",
		replyIntro:         "You left this address in a conversation on %s. This reply came while you were away.",
		wrote:              "%s wrote:",
		goBack:             "To go on, return to the page where you asked and open the chat.",
		backToConversation: "Go back to the conversation",
		notRead:            "Replies to this mail are not read. Please reply in the chat.",

		ratingSubject: "How was your conversation with %s?",
		ratingIntro:   "Your conversation with %s has ended. How was it? A rating takes less than a minute.",
		linkLasts:     "The link works for %d days and for this conversation alone.",
		rate:          "Rate the conversation",
		ratingOnce:    "We ask this once for a conversation.",

		visitorFooter: "You get this mail because this address was left in a conversation on %s. If it was not you, you can ignore it.",

		invitationSubject: "You are invited to InnConnect",
		invitationIntro:   "Hello %s, an admin has invited you to work with visitors of your websites in InnConnect. Choose a password to begin.",
		join:              "Accept the invitation",
		notExpected:       "If you did not expect this, you can ignore this mail.",

		resetSubject:   "A new password for InnConnect",
		resetIntro:     "Somebody asked for a new password for this address in InnConnect.",
		choosePassword: "Choose a new password",
		notAsked:       "If it was not you, ignore this mail: your password stays as it is.",

		linkOnce: "The link works once, within %d hours.",

		security: map[chat.SecurityEvent]string{
			chat.SecurityPasswordChanged: "Your password for InnConnect was changed",
			chat.SecurityPasswordReset:   "An admin gave you a new temporary password for InnConnect",
			chat.SecurityTwoStepsOn:      "Two-step sign-in to InnConnect was turned on",
			chat.SecurityTwoStepsOff:     "Two-step sign-in to InnConnect was turned off",
			chat.SecurityTwoStepsRemoved: "An admin turned off your two-step sign-in to InnConnect",
		},
		securityIntro:  "Hello %s, your account was changed (%s).",
		securityNotYou: "If you did not do or expect this, ask for a new password on the sign-in page and tell an admin of your team.",

		testSubject: "A test mail of %s",
		testIntro:   "Mails of %s arrive at this address.",
		testFooter:  "You get this mail because you asked for it in the admin panel.",
	},
	"nl": {
		tag: "nl",
		alertSubject: map[chat.AlertStep]string{
			chat.AlertEscalated:   "Een bezoeker van %s vraagt om een medewerker",
			chat.AlertAgain:       "Een bezoeker van %s wacht nog steeds",
			chat.AlertSupervisors: "Er is nog niemand bij een bezoeker van %s gekomen",
			chat.AlertFollowUp:    "Een bezoeker van %s is een antwoord beloofd",
			chat.AlertTransferred: "U hebt een gesprek van %s gekregen",
		},
		alertSubjects: "%d gesprekken van %s hebben een medewerker nodig",
		alertStep: map[chat.AlertStep]string{
			chat.AlertEscalated:   "Een bezoeker vraagt om een medewerker",
			chat.AlertAgain:       "Er is nog steeds niemand gekomen",
			chat.AlertSupervisors: "Er is niemand gekomen, daarom dit bericht aan de leidinggevenden",
			chat.AlertFollowUp:    "Er is niemand gekomen; de bezoeker is een antwoord beloofd",
			chat.AlertTransferred: "Een collega heeft u dit gesprek gegeven",
		},
		reason: map[chat.Reason]string{
			chat.ReasonCustomerRequest:  "vroeg om een medewerker",
			chat.ReasonKeyword:          "een trefwoord van de site",
			chat.ReasonMissingKnowledge: "de artikelen beantwoorden de vraag niet",
			chat.ReasonLowConfidence:    "de artikelen beantwoorden de vraag nauwelijks",
			chat.ReasonRepeated:         "meerdere antwoorden hielpen niet",
			chat.ReasonManual:           "een collega kwam erbij",
			chat.ReasonProviderFailure:  "er kon geen antwoord worden geschreven",
		},
		waiting:          "wacht al %d min",
		more:             "en nog %d in de inbox",
		openConversation: "Gesprek openen",
		openInbox:        "Inbox openen",
		alertFooter:      "U ontvangt deze mail omdat u voor %s werkt. In uw voorkeuren in het beheerpaneel staat welke mails u ontvangt.",

		replySubject:       "Een antwoord van %s",
		replyIntro:         "U hebt dit adres achtergelaten in een gesprek op %s. Dit antwoord kwam toen u weg was.",
		wrote:              "%s schreef:",
		goBack:             "Om verder te praten gaat u terug naar de pagina waar u de vraag stelde en opent u de chat.",
		backToConversation: "Terug naar het gesprek",
		notRead:            "Antwoorden op deze mail worden niet gelezen. Antwoord alstublieft in de chat.",

		ratingSubject: "Hoe was uw gesprek met %s?",
		ratingIntro:   "Uw gesprek met %s is afgelopen. Hoe was het? Een beoordeling kost minder dan een minuut.",
		linkLasts:     "De link werkt %d dagen en alleen voor dit gesprek.",
		rate:          "Gesprek beoordelen",
		ratingOnce:    "Wij vragen dit eenmaal per gesprek.",

		visitorFooter: "U ontvangt deze mail omdat dit adres is achtergelaten in een gesprek op %s. Was u dat niet, dan kunt u deze mail negeren.",

		invitationSubject: "U bent uitgenodigd voor InnConnect",
		invitationIntro:   "Dag %s, een beheerder heeft u uitgenodigd om in InnConnect met bezoekers van uw websites te werken. Kies een wachtwoord om te beginnen.",
		join:              "Uitnodiging aannemen",
		notExpected:       "Had u dit niet verwacht, dan kunt u deze mail negeren.",

		resetSubject:   "Een nieuw wachtwoord voor InnConnect",
		resetIntro:     "Iemand heeft voor dit adres in InnConnect om een nieuw wachtwoord gevraagd.",
		choosePassword: "Nieuw wachtwoord kiezen",
		notAsked:       "Was u dat niet, negeer dan deze mail: uw wachtwoord blijft zoals het is.",

		linkOnce: "De link werkt eenmaal, binnen %d uur.",

		security: map[chat.SecurityEvent]string{
			chat.SecurityPasswordChanged: "Uw wachtwoord voor InnConnect is gewijzigd",
			chat.SecurityPasswordReset:   "Een beheerder heeft u een nieuw tijdelijk wachtwoord voor InnConnect gegeven",
			chat.SecurityTwoStepsOn:      "Inloggen in twee stappen bij InnConnect is aangezet",
			chat.SecurityTwoStepsOff:     "Inloggen in twee stappen bij InnConnect is uitgezet",
			chat.SecurityTwoStepsRemoved: "Een beheerder heeft uw inloggen in twee stappen bij InnConnect uitgezet",
		},
		securityIntro:  "Dag %s, uw account is gewijzigd (%s).",
		securityNotYou: "Was u dit niet en had u het niet verwacht, vraag dan op de inlogpagina een nieuw wachtwoord aan en waarschuw een beheerder van uw team.",

		testSubject: "Een testmail van %s",
		testIntro:   "Mails van %s komen op dit adres aan.",
		testFooter:  "U ontvangt deze mail omdat u er in het beheerpaneel om hebt gevraagd.",
	},
	"de": {
		tag: "de",
		alertSubject: map[chat.AlertStep]string{
			chat.AlertEscalated:   "Jemand auf %s bittet um persönliche Hilfe",
			chat.AlertAgain:       "Jemand auf %s wartet noch immer",
			chat.AlertSupervisors: "Jemand auf %s wartet, und niemand ist gekommen",
			chat.AlertFollowUp:    "Jemandem auf %s wurde eine Antwort versprochen",
			chat.AlertTransferred: "Sie haben ein Gespräch von %s erhalten",
		},
		alertSubjects: "%d Gespräche von %s brauchen einen Menschen",
		alertStep: map[chat.AlertStep]string{
			chat.AlertEscalated:   "Jemand bittet um persönliche Hilfe",
			chat.AlertAgain:       "Noch immer ist niemand gekommen",
			chat.AlertSupervisors: "Niemand ist gekommen, daher diese Nachricht an die Leitung",
			chat.AlertFollowUp:    "Niemand ist gekommen; eine Antwort wurde versprochen",
			chat.AlertTransferred: "Dieses Gespräch wurde an Sie übergeben",
		},
		reason: map[chat.Reason]string{
			chat.ReasonCustomerRequest:  "hat um einen Menschen gebeten",
			chat.ReasonKeyword:          "ein Stichwort der Website",
			chat.ReasonMissingKnowledge: "die Artikel beantworten die Frage nicht",
			chat.ReasonLowConfidence:    "die Artikel beantworten die Frage kaum",
			chat.ReasonRepeated:         "mehrere Antworten haben nicht geholfen",
			chat.ReasonManual:           "jemand aus dem Team kam dazu",
			chat.ReasonProviderFailure:  "es konnte keine Antwort geschrieben werden",
		},
		waiting:          "wartet seit %d Min.",
		more:             "und %d weitere im Posteingang",
		openConversation: "Gespräch öffnen",
		openInbox:        "Posteingang öffnen",
		alertFooter:      "Sie erhalten diese Mail, weil Sie für %s arbeiten. Welche Mails Sie erhalten, steht in Ihren Einstellungen im Adminbereich.",

		replySubject:       "Eine Antwort von %s",
		replyIntro:         "Sie haben diese Adresse in einem Gespräch auf %s hinterlassen. Diese Antwort kam, während Sie nicht da waren.",
		wrote:              "%s schrieb:",
		goBack:             "Um weiterzusprechen, kehren Sie zu der Seite zurück, auf der Sie gefragt haben, und öffnen Sie den Chat.",
		backToConversation: "Zurück zum Gespräch",
		notRead:            "Antworten auf diese Mail werden nicht gelesen. Bitte antworten Sie im Chat.",

		ratingSubject: "Wie war Ihr Gespräch mit %s?",
		ratingIntro:   "Ihr Gespräch mit %s ist beendet. Wie war es? Eine Bewertung dauert weniger als eine Minute.",
		linkLasts:     "Der Link gilt %d Tage und nur für dieses Gespräch.",
		rate:          "Gespräch bewerten",
		ratingOnce:    "Wir fragen das einmal pro Gespräch.",

		visitorFooter: "Sie erhalten diese Mail, weil diese Adresse in einem Gespräch auf %s hinterlassen wurde. Waren Sie das nicht, können Sie sie ignorieren.",

		invitationSubject: "Sie sind zu InnConnect eingeladen",
		invitationIntro:   "Guten Tag %s, Sie wurden eingeladen, in InnConnect mit Besuchern Ihrer Websites zu arbeiten. Wählen Sie ein Passwort, um zu beginnen.",
		join:              "Einladung annehmen",
		notExpected:       "Haben Sie das nicht erwartet, können Sie diese Mail ignorieren.",

		resetSubject:   "Ein neues Passwort für InnConnect",
		resetIntro:     "Für diese Adresse wurde in InnConnect ein neues Passwort angefordert.",
		choosePassword: "Neues Passwort wählen",
		notAsked:       "Waren Sie das nicht, ignorieren Sie diese Mail: Ihr Passwort bleibt, wie es ist.",

		linkOnce: "Der Link gilt einmal, innerhalb von %d Stunden.",

		security: map[chat.SecurityEvent]string{
			chat.SecurityPasswordChanged: "Ihr Passwort für InnConnect wurde geändert",
			chat.SecurityPasswordReset:   "Ein Administrator hat Ihnen ein neues vorläufiges Passwort für InnConnect gegeben",
			chat.SecurityTwoStepsOn:      "Die Anmeldung in zwei Schritten bei InnConnect wurde eingeschaltet",
			chat.SecurityTwoStepsOff:     "Die Anmeldung in zwei Schritten bei InnConnect wurde ausgeschaltet",
			chat.SecurityTwoStepsRemoved: "Ein Administrator hat Ihre Anmeldung in zwei Schritten bei InnConnect ausgeschaltet",
		},
		securityIntro:  "Guten Tag %s, Ihr Konto wurde geändert (%s).",
		securityNotYou: "Waren Sie das nicht und haben Sie es nicht erwartet, fordern Sie auf der Anmeldeseite ein neues Passwort an und sagen Sie es einem Administrator Ihres Teams.",

		testSubject: "Eine Testmail von %s",
		testIntro:   "Mails von %s kommen an dieser Adresse an.",
		testFooter:  "Sie erhalten diese Mail, weil Sie sie im Adminbereich angefordert haben.",
	},
	"fr": {
		tag: "fr",
		alertSubject: map[chat.AlertStep]string{
			chat.AlertEscalated:   "Un visiteur de %s demande une personne",
			chat.AlertAgain:       "Un visiteur de %s attend toujours",
			chat.AlertSupervisors: "Personne n'est venu aider un visiteur de %s",
			chat.AlertFollowUp:    "Une réponse a été promise à un visiteur de %s",
			chat.AlertTransferred: "Une conversation de %s vous a été confiée",
		},
		alertSubjects: "%d conversations de %s ont besoin d'une personne",
		alertStep: map[chat.AlertStep]string{
			chat.AlertEscalated:   "Un visiteur demande une personne",
			chat.AlertAgain:       "Toujours personne",
			chat.AlertSupervisors: "Personne n'est venu, les responsables sont donc prévenus",
			chat.AlertFollowUp:    "Personne n'est venu\u00a0; une réponse a été promise au visiteur",
			chat.AlertTransferred: "Un collègue vous a confié cette conversation",
		},
		reason: map[chat.Reason]string{
			chat.ReasonCustomerRequest:  "a demandé une personne",
			chat.ReasonKeyword:          "un mot-clé du site",
			chat.ReasonMissingKnowledge: "les articles ne répondent pas à la question",
			chat.ReasonLowConfidence:    "les articles répondent à peine à la question",
			chat.ReasonRepeated:         "plusieurs réponses n'ont pas aidé",
			chat.ReasonManual:           "un collègue a rejoint la conversation",
			chat.ReasonProviderFailure:  "aucune réponse n'a pu être rédigée",
		},
		waiting:          "attend depuis %d min",
		more:             "et %d autres dans la boîte de réception",
		openConversation: "Ouvrir la conversation",
		openInbox:        "Ouvrir la boîte de réception",
		alertFooter:      "Vous recevez ce message parce que vous travaillez pour %s. Vos préférences dans le panneau d'administration indiquent les messages que vous recevez.",

		replySubject:       "Une réponse de %s",
		replyIntro:         "Vous avez laissé cette adresse dans une conversation sur %s. Cette réponse est arrivée en votre absence.",
		wrote:              "%s a écrit\u00a0:",
		goBack:             "Pour continuer, retournez à la page où vous avez posé votre question et ouvrez le chat.",
		backToConversation: "Revenir à la conversation",
		notRead:            "Les réponses à ce message ne sont pas lues. Merci de répondre dans le chat.",

		ratingSubject: "Comment s'est passée votre conversation avec %s\u00a0?",
		ratingIntro:   "Votre conversation avec %s est terminée. Comment s'est-elle passée\u00a0? Une évaluation prend moins d'une minute.",
		linkLasts:     "Le lien fonctionne pendant %d jours et pour cette conversation seulement.",
		rate:          "Évaluer la conversation",
		ratingOnce:    "Nous le demandons une fois par conversation.",

		visitorFooter: "Vous recevez ce message parce que cette adresse a été laissée dans une conversation sur %s. Si ce n'était pas vous, vous pouvez l'ignorer.",

		invitationSubject: "Vous êtes invité à rejoindre InnConnect",
		invitationIntro:   "Bonjour %s, un administrateur vous invite à répondre aux visiteurs de vos sites dans InnConnect. Choisissez un mot de passe pour commencer.",
		join:              "Accepter l'invitation",
		notExpected:       "Si vous ne vous y attendiez pas, vous pouvez ignorer cet e-mail.",

		resetSubject:   "Un nouveau mot de passe pour InnConnect",
		resetIntro:     "Un nouveau mot de passe a été demandé pour cette adresse dans InnConnect.",
		choosePassword: "Choisir un nouveau mot de passe",
		notAsked:       "Si ce n'était pas vous, ignorez cet e-mail : votre mot de passe reste le même.",

		linkOnce: "Le lien fonctionne une seule fois, dans les %d heures.",

		security: map[chat.SecurityEvent]string{
			chat.SecurityPasswordChanged: "Votre mot de passe InnConnect a été modifié",
			chat.SecurityPasswordReset:   "Un administrateur vous a donné un nouveau mot de passe provisoire pour InnConnect",
			chat.SecurityTwoStepsOn:      "La connexion en deux étapes à InnConnect a été activée",
			chat.SecurityTwoStepsOff:     "La connexion en deux étapes à InnConnect a été désactivée",
			chat.SecurityTwoStepsRemoved: "Un administrateur a désactivé votre connexion en deux étapes à InnConnect",
		},
		securityIntro:  "Bonjour %s, votre compte a été modifié (%s).",
		securityNotYou: "Si ce n'était pas vous et que vous ne vous y attendiez pas, demandez un nouveau mot de passe sur la page de connexion et prévenez un administrateur de votre équipe.",

		testSubject: "Un e-mail de test de %s",
		testIntro:   "Les e-mails de %s arrivent à cette adresse.",
		testFooter:  "Vous recevez cet e-mail parce que vous l'avez demandé dans le panneau d'administration.",
	},
}
