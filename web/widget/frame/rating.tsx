/**
 * How it was: one to five stars, and words to go with them.
 * Left out: what is judged, and where that is sent.
 */

import { useId, useState } from "preact/hooks";
import { Icon } from "./icons.tsx";
import { useScene } from "./scene.ts";

const stars = [1, 2, 3, 4, 5];
const maxWords = 2000;

interface RatingProps {
  question: string;
  /** Rejects when it did not arrive. */
  onRate: (rating: number, feedback: string) => Promise<void>;
  onDismiss: () => void;
}

export function Rating({ question, onRate, onDismiss }: RatingProps) {
  const { texts } = useScene();
  const id = useId();
  const [rating, setRating] = useState<number | null>(null);
  const [words, setWords] = useState("");
  const [phase, setPhase] = useState<"open" | "sending" | "failed">("open");

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (rating === null || phase === "sending") return;
    setPhase("sending");
    try {
      await onRate(rating, words.trim());
    } catch {
      setPhase("failed");
    }
  }

  return (
    <form class="rating" onSubmit={(event) => void send(event)}>
      <fieldset class="stars">
        <legend>{question}</legend>
        {stars.map((value) => (
          <label key={value}>
            <input type="radio" name={id} class="hidden" value={value} checked={rating === value} onChange={() => setRating(value)} />
            <span class="hidden">{texts.rating({ stars: value })}</span>
            <Icon name="star" />
          </label>
        ))}
      </fieldset>
      {rating !== null && (
        <div class="form-field">
          <label for={`${id}-words`}>
            {texts.rateWords} <small>{texts.optional}</small>
          </label>
          <textarea
            id={`${id}-words`}
            rows={2}
            maxLength={maxWords}
            value={words}
            onInput={(event) => setWords(event.currentTarget.value)}
          />
        </div>
      )}
      {phase === "failed" && (
        <p class="fault" role="alert">
          {texts.rateFailed}
        </p>
      )}
      <div class="choices">
        <button type="button" class="pill" onClick={onDismiss}>
          {texts.dismiss}
        </button>
        {rating !== null && (
          <button type="submit" class="primary" disabled={phase === "sending"}>
            {phase === "sending" ? texts.submitting : texts.submit}
          </button>
        )}
      </div>
    </form>
  );
}
