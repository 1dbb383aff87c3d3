/* A browser that hears what a test says and reads into a list. */
(() => {
  const ears = [];
  class Ear {
    constructor() {
      this.results = [];
      ears.push(this);
    }
    start() {
      this.on = true;
      const wrong = window.fakeSpeech.wrong;
      setTimeout(() => {
        if (!wrong) return this.onstart?.();
        this.onerror?.({ error: wrong });
        this.end();
      });
    }
    stop() {
      setTimeout(() => this.end());
    }
    abort() {
      if (this.on) setTimeout(() => this.onend?.());
      this.on = false;
    }
    end() {
      if (!this.on) return;
      this.on = false;
      this.onend?.();
    }
    hear(transcript, isFinal) {
      const last = this.results[this.results.length - 1];
      if (last && !last.isFinal) this.results.pop();
      this.results.push(Object.assign([{ transcript, confidence: 0.9 }], { isFinal }));
      this.onresult?.({ results: this.results });
    }
  }
  const ear = () => ears.filter(({ on }) => on).pop();
  const queue = [];
  window.fakeSpeech = {
    wrong: "",
    asked: () => ears.length,
    listens: () => Boolean(ear()),
    say: (text, isFinal = true) => ear().hear(text, isFinal),
    silence: () => {
      const last = ear();
      last.onerror?.({ error: "no-speech" });
      last.end();
    },
    fallSilent: () => ear().end(),
    read: [],
    queue,
    readToTheEnd: () => {
      while (queue.length) queue.shift().onend?.();
    },
  };
  window.SpeechRecognition = window.webkitSpeechRecognition = Ear;
  window.SpeechSynthesisUtterance = class {
    constructor(text) {
      this.text = text;
    }
  };
  const voices = [
    { name: "Far", lang: "en-US", localService: false, default: true },
    { name: "Near", lang: "en-US", localService: true, default: false },
  ];
  Object.defineProperty(window, "speechSynthesis", {
    value: {
      getVoices: () => voices,
      speak(utterance) {
        if (!utterance.text) return;
        window.fakeSpeech.read.push(utterance);
        queue.push(utterance);
      },
      cancel() {
        for (const one of queue.splice(0)) setTimeout(() => one.onerror?.({ error: "canceled" }));
      },
    },
  });
})();
