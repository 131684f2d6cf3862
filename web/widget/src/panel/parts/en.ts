/** The texts of the parts that are loaded later. {n} stands for a number. */
const en = {
  end: "End chat",
  end_question: "End this conversation?",
  cancel: "Cancel",
  sound_on: "Turn sound on",
  sound_off: "Turn sound off",
  email_offer: "Leave your e-mail address",
  email_prompt: "Leave your e-mail address, and we can also answer you there.",
  name: "Name (optional)",
  email: "E-mail address",
  email_wrong: "Please check this e-mail address.",
  save: "Save",
  saved: "Thank you, your details are saved.",
  failed: "That did not work. Please try again.",
  rate: "How was this conversation?",
  star: "{n} star",
  stars: "{n} stars",
  what: "What describes it?",
  feedback: "Anything else? (optional)",
  submit: "Send rating",
  thanks: "Thank you for your rating!",
  consent: "May we remember which pages you visit, so that we can help you better?",
  accept: "Yes, that is fine",
  decline: "No, thank you",
  tag_helpful: "Helpful",
  tag_friendly: "Friendly",
  tag_too_slow: "Too slow",
  tag_wrong_answer: "Wrong answer",
};

export type PartsTexts = typeof en;
export default en;
