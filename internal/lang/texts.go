package lang

import "strings"

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
	// YouAreWelcome answers thanks.
	YouAreWelcome

	keyCount
)

// Text returns a text in a language, a BCP 47 tag such as "nl" or "nl-BE", and
// in English when the language is not in Supported.
func Text(language string, key Key) string {
	primary, _, _ := strings.Cut(strings.ToLower(language), "-")
	t, ok := texts[primary]
	if !ok {
		t = texts["en"]
	}
	return t[key]
}

// texts speak to the visitor formally where the language knows the difference.
var texts = map[string][keyCount]string{
	"en": {
		Welcome:                  "Hello! What can I help you with? I answer from our help articles, and if I can't, I'll pass your question on to a colleague.",
		EscalatedOnRequest:       "I'm passing this on to a colleague, who will reply here.",
		EscalatedNoAnswer:        "I could not find that in our help articles, so I won't guess. A person can help: I've passed your question on to a colleague, who will reply here. You can leave it with us, or ask me something else in the meantime.",
		EscalatedProviderFailure: "I'm sorry, I can't write an answer right now. Your message is not lost: I've passed it on to a colleague, who will reply here.",
		YouAreWelcome:            "You're welcome! Is there anything else that I can help you with?",
	},
	"nl": {
		Welcome:                  "Hallo! Waarmee kan ik u helpen? Ik antwoord vanuit onze hulpartikelen, en als dat niet lukt, geef ik uw vraag door aan een collega.",
		EscalatedOnRequest:       "Ik geef dit door aan een collega, die u hier antwoord geeft.",
		EscalatedNoAnswer:        "Dat heb ik niet in onze hulpartikelen kunnen vinden, dus ik ga er niet naar raden. Een medewerker kan u wel helpen: ik heb uw vraag doorgegeven aan een collega, die u hier antwoord geeft. U kunt het daarbij laten, of mij intussen iets anders vragen.",
		EscalatedProviderFailure: "Het spijt me, ik kan op dit moment geen antwoord schrijven. Uw bericht is niet verloren: ik heb het doorgegeven aan een collega, die u hier antwoord geeft.",
		YouAreWelcome:            "Graag gedaan! Kan ik u nog ergens anders mee helpen?",
	},
	"de": {
		Welcome:                  "Hallo! Wobei kann ich Ihnen helfen? Ich antworte aus unseren Hilfeartikeln, und wenn das nicht gelingt, gebe ich Ihre Frage an unser Team weiter.",
		EscalatedOnRequest:       "Ich gebe das an unser Team weiter. Die Antwort erhalten Sie hier.",
		EscalatedNoAnswer:        "Das habe ich in unseren Hilfeartikeln nicht gefunden, deshalb möchte ich nicht raten. Ein Mensch kann Ihnen helfen: Ich habe Ihre Frage an unser Team weitergegeben, die Antwort erhalten Sie hier. Sie können es dabei belassen oder mich inzwischen etwas anderes fragen.",
		EscalatedProviderFailure: "Es tut mir leid, ich kann gerade keine Antwort schreiben. Ihre Nachricht ist nicht verloren: Ich habe sie an unser Team weitergegeben, die Antwort erhalten Sie hier.",
		YouAreWelcome:            "Gern geschehen! Kann ich Ihnen noch bei etwas anderem helfen?",
	},
	"fr": {
		Welcome:                  "Bonjour\u00a0! Comment puis-je vous aider\u00a0? Je réponds à partir de nos articles d'aide et, si je n'y parviens pas, je transmets votre question à un collègue.",
		EscalatedOnRequest:       "Je transmets votre demande à un collègue, qui vous répondra ici.",
		EscalatedNoAnswer:        "Je n'ai pas trouvé cela dans nos articles d'aide, et je préfère ne rien inventer. Une personne peut vous aider\u00a0: j'ai transmis votre question à un collègue, qui vous répondra ici. Vous pouvez en rester là, ou me poser une autre question en attendant.",
		EscalatedProviderFailure: "Je suis désolé, je ne peux pas rédiger de réponse pour le moment. Votre message n'est pas perdu\u00a0: je l'ai transmis à un collègue, qui vous répondra ici.",
		YouAreWelcome:            "Avec plaisir\u00a0! Puis-je vous aider pour autre chose\u00a0?",
	},
}
