package llm

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/innconnect/innconnect/internal/chat"
)

// chunk is a piece of a streamed answer.
type chunk struct {
	Model   string `json:"model"`
	Choices []struct {
		Index int `json:"index"`
		Delta struct {
			Content content `json:"content"`
		} `json:"delta"`
		FinishReason string `json:"finish_reason"`
	} `json:"choices"`
	Usage *struct {
		PromptTokens     int `json:"prompt_tokens"`
		CompletionTokens int `json:"completion_tokens"`
	} `json:"usage"`
}

// content is the text of a piece. Mistral's reasoning models send a list of
// parts, of which only those of type "text" are the answer.
type content string

func (c *content) UnmarshalJSON(data []byte) error {
	if len(data) == 0 || data[0] != '[' {
		return json.Unmarshal(data, (*string)(c))
	}
	var parts []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	if err := json.Unmarshal(data, &parts); err != nil {
		return err
	}
	for _, p := range parts {
		if p.Type == "text" {
			*c += content(p.Text)
		}
	}
	return nil
}

// reader gathers an answer from its pieces.
type reader struct {
	onDelta func(string) error
	text    strings.Builder
	result  chat.Generation
	finish  string
}

func (r *reader) add(c chunk) error {
	if c.Model != "" {
		r.result.Model = c.Model
	}
	if c.Usage != nil {
		r.result.InputTokens = c.Usage.PromptTokens
		r.result.OutputTokens = c.Usage.CompletionTokens
	}
	for _, choice := range c.Choices {
		if choice.Index != 0 {
			continue
		}
		if choice.FinishReason != "" {
			r.finish = choice.FinishReason
		}
		delta := string(choice.Delta.Content)
		if delta == "" {
			continue
		}
		if r.text.Len()+len(delta) > chat.MaxAnswerBytes {
			return fail(chat.ProviderIncomplete, http.StatusOK, "the answer is too long")
		}
		r.text.WriteString(delta)
		if r.onDelta != nil {
			if err := r.onDelta(delta); err != nil {
				return fmt.Errorf("pass on the answer: %w", err)
			}
		}
	}
	return nil
}

func (r *reader) complete() bool { return r.finish == "stop" }

func (r *reader) generation() (chat.Generation, error) {
	r.result.Text = r.text.String()
	phrase := ""
	switch {
	case r.finish == "":
		phrase = "the answer broke off"
	case r.finish == "length":
		phrase = "the answer hit the token limit"
	case !r.complete():
		phrase = "the model stopped early"
	case strings.TrimSpace(r.result.Text) == "":
		phrase = "the answer is empty"
	}
	if phrase != "" {
		return chat.Generation{}, fail(chat.ProviderIncomplete, http.StatusOK, phrase)
	}
	return r.result, nil
}
