// Set before the inline chat's script: this page's own welcome.
window.__CHATBOT_INLINE_OVERRIDES__ = { inlineWelcomeMessage: 'What can we find for you?' };
