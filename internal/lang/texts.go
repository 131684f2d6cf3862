package lang

import "fmt"

// Key names one of the product's own texts to visitors.
type Key int

// The texts. Each is plain text that is also valid Markdown.
const (
	// Welcome is the first bubble of a chat.
	Welcome Key = iota
	// EscalatedOnRequest follows when the visitor, or a rule of the site's owner,
	// chose a person.
	EscalatedOnRequest
	// EscalatedNoAnswer is the honest no when the articles do not answer. It says
	// that a person was asked.
	EscalatedNoAnswer
	// EscalatedProviderFailure follows when no answer could be written.
	EscalatedProviderFailure
	// EscalatedRepeated follows when several answers in a row did not help.
	EscalatedRepeated
	// YouAreWelcome answers thanks.
	YouAreWelcome
	// TeamIsAway says when somebody is there again, as When says it.
	TeamIsAway
	// NobodyCame is the honest word to a visitor who has waited for long.
	NobodyCame
	// LeaveEmail offers to reply by e-mail to a visitor who gave no address.
	LeaveEmail
	// RepliesByEmail tells one who did.
	RepliesByEmail
	// EndedUnattended ends a conversation that nobody came to.
	EndedUnattended
	// PromiseEmail follows it where there is an address to reply to.
	PromiseEmail
	// WriteAgain follows it where there is none.
	WriteAgain
	// IdleWarning says in how long, as Span says it, an unused conversation ends.
	IdleWarning

	keyCount
)

// Text returns a text in a language, a BCP 47 tag such as "nl" or "nl-BE", and
// in English when the language is not in Supported. args fill the texts that say
// what changes.
func Text(language string, key Key, args ...any) string {
	text := spoken(texts, language)[key]
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// texts speak to the visitor formally where the language knows the difference.
var texts = map[string][keyCount]string{
	"en": {
		Welcome:                  "Hello! What can I help you with? I answer from our help articles, and if I can't, I'll pass your question on to a colleague.",
		EscalatedOnRequest:       "I'm passing this on to a colleague, who will reply here.",
		EscalatedNoAnswer:        "I could not find that in our help articles, so I won't guess. A person can help: I've passed your question on to a colleague, who will reply here. You can leave it with us, or ask me something else in the meantime.",
		EscalatedProviderFailure: "I'm sorry, I can't write an answer right now. Your message is not lost: I've passed it on to a colleague, who will reply here.",
		EscalatedRepeated:        "I don't seem to be of help here, so I've passed your question on to a colleague, who will reply here.",
		YouAreWelcome:            "You're welcome! Is there anything else that I can help you with?",
		TeamIsAway:               "Our team is not here right now and will be back %s.",
		NobodyCame:               "I'm sorry: nobody from our team has been able to join you yet. Your question is still with them.",
		LeaveEmail:               "If you leave your e-mail address, they can also reply to you there.",
		RepliesByEmail:           "They will also reply to you by e-mail.",
		EndedUnattended:          "I'm sorry that nobody could join you. I'm closing this conversation for now, but your question stays with our team.",
		PromiseEmail:             "They will answer you by e-mail.",
		WriteAgain:               "We have no e-mail address of yours, so please write to us again if you still need an answer.",
		IdleWarning:              "Are you still there? If you write nothing, this conversation will end in %s.",
	},
	"nl": {
		Welcome:                  "Hallo! Waarmee kan ik u helpen? Ik antwoord vanuit onze hulpartikelen, en als dat niet lukt, geef ik uw vraag door aan een collega.",
		EscalatedOnRequest:       "Ik geef dit door aan een collega, die u hier antwoord geeft.",
		EscalatedNoAnswer:        "Dat heb ik niet in onze hulpartikelen kunnen vinden, dus ik ga er niet naar raden. Een medewerker kan u wel helpen: ik heb uw vraag doorgegeven aan een collega, die u hier antwoord geeft. U kunt het daarbij laten, of mij intussen iets anders vragen.",
		EscalatedProviderFailure: "Het spijt me, ik kan op dit moment geen antwoord schrijven. Uw bericht is niet verloren: ik heb het doorgegeven aan een collega, die u hier antwoord geeft.",
		EscalatedRepeated:        "Ik lijk u hier niet verder te helpen. Daarom heb ik uw vraag doorgegeven aan een collega, die u hier antwoord geeft.",
		YouAreWelcome:            "Graag gedaan! Kan ik u nog ergens anders mee helpen?",
		TeamIsAway:               "Ons team is er op dit moment niet en is %s weer terug.",
		NobodyCame:               "Het spijt me: er heeft nog niemand van ons team kunnen aansluiten. Uw vraag ligt nog steeds bij hen.",
		LeaveEmail:               "Als u uw e-mailadres achterlaat, kunnen zij u ook daar antwoorden.",
		RepliesByEmail:           "Zij antwoorden u ook per e-mail.",
		EndedUnattended:          "Het spijt me dat er niemand kon aansluiten. Ik sluit dit gesprek voorlopig af, maar uw vraag blijft bij ons team liggen.",
		PromiseEmail:             "Zij sturen u het antwoord per e-mail.",
		WriteAgain:               "Wij hebben geen e-mailadres van u. Schrijf ons dus gerust opnieuw als u nog een antwoord nodig heeft.",
		IdleWarning:              "Bent u er nog? Als u niets meer schrijft, wordt dit gesprek over %s beëindigd.",
	},
	"de": {
		Welcome:                  "Hallo! Wobei kann ich Ihnen helfen? Ich antworte aus unseren Hilfeartikeln, und wenn das nicht gelingt, gebe ich Ihre Frage an unser Team weiter.",
		EscalatedOnRequest:       "Ich gebe das an unser Team weiter. Die Antwort erhalten Sie hier.",
		EscalatedNoAnswer:        "Das habe ich in unseren Hilfeartikeln nicht gefunden, deshalb möchte ich nicht raten. Ein Mensch kann Ihnen helfen: Ich habe Ihre Frage an unser Team weitergegeben, die Antwort erhalten Sie hier. Sie können es dabei belassen oder mich inzwischen etwas anderes fragen.",
		EscalatedProviderFailure: "Es tut mir leid, ich kann gerade keine Antwort schreiben. Ihre Nachricht ist nicht verloren: Ich habe sie an unser Team weitergegeben, die Antwort erhalten Sie hier.",
		EscalatedRepeated:        "Ich scheine Ihnen hier nicht weiterhelfen zu können. Deshalb habe ich Ihre Frage an unser Team weitergegeben, die Antwort erhalten Sie hier.",
		YouAreWelcome:            "Gern geschehen! Kann ich Ihnen noch bei etwas anderem helfen?",
		TeamIsAway:               "Unser Team ist gerade nicht da und ist %s wieder für Sie erreichbar.",
		NobodyCame:               "Es tut mir leid: Bisher konnte sich niemand aus unserem Team dazuschalten. Ihre Frage liegt weiterhin dort.",
		LeaveEmail:               "Wenn Sie Ihre E-Mail-Adresse hinterlassen, kann Ihnen unser Team auch dorthin antworten.",
		RepliesByEmail:           "Die Antwort erhalten Sie auch per E-Mail.",
		EndedUnattended:          "Es tut mir leid, dass sich niemand dazuschalten konnte. Ich beende dieses Gespräch vorerst, aber Ihre Frage bleibt bei unserem Team.",
		PromiseEmail:             "Die Antwort schicken wir Ihnen per E-Mail.",
		WriteAgain:               "Wir haben keine E-Mail-Adresse von Ihnen. Bitte schreiben Sie uns noch einmal, wenn Sie weiterhin eine Antwort brauchen.",
		IdleWarning:              "Sind Sie noch da? Wenn Sie nichts mehr schreiben, endet dieses Gespräch in %s.",
	},
	"fr": {
		Welcome:                  "Bonjour\u00a0! Comment puis-je vous aider\u00a0? Je réponds à partir de nos articles d'aide et, si je n'y parviens pas, je transmets votre question à un collègue.",
		EscalatedOnRequest:       "Je transmets votre demande à un collègue, qui vous répondra ici.",
		EscalatedNoAnswer:        "Je n'ai pas trouvé cela dans nos articles d'aide, et je préfère ne rien inventer. Une personne peut vous aider\u00a0: j'ai transmis votre question à un collègue, qui vous répondra ici. Vous pouvez en rester là, ou me poser une autre question en attendant.",
		EscalatedProviderFailure: "Je suis désolé, je ne peux pas rédiger de réponse pour le moment. Votre message n'est pas perdu\u00a0: je l'ai transmis à un collègue, qui vous répondra ici.",
		EscalatedRepeated:        "Je n'arrive visiblement pas à vous aider. J'ai donc transmis votre question à un collègue, qui vous répondra ici.",
		YouAreWelcome:            "Avec plaisir\u00a0! Puis-je vous aider pour autre chose\u00a0?",
		TeamIsAway:               "Notre équipe n'est pas là pour le moment et sera de retour %s.",
		NobodyCame:               "Je suis désolé\u00a0: personne de notre équipe n'a encore pu vous rejoindre. Votre question est toujours entre leurs mains.",
		LeaveEmail:               "Si vous laissez votre adresse e-mail, ils pourront aussi vous y répondre.",
		RepliesByEmail:           "Ils vous répondront aussi par e-mail.",
		EndedUnattended:          "Je suis désolé que personne n'ait pu vous rejoindre. Je termine cette conversation pour l'instant, mais votre question reste auprès de notre équipe.",
		PromiseEmail:             "Ils vous enverront la réponse par e-mail.",
		WriteAgain:               "Nous n'avons pas votre adresse e-mail. Écrivez-nous de nouveau si vous avez encore besoin d'une réponse.",
		IdleWarning:              "Êtes-vous toujours là\u00a0? Si vous n'écrivez plus rien, cette conversation se terminera dans %s.",
	},
}
