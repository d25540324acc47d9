/**
 * Products and suggestions as cards in a row that scrolls sideways.
 * Left out: the shop's cart; a press on "add" is handed to the host page.
 */

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Product, Suggestion } from "../../protocol/wire.ts";
import { Icon } from "./icons.tsx";
import { formatPrice, isSameSite, safeImage, safeLink } from "./links.ts";
import { useScene } from "./scene.ts";

export function Products({ products }: { products: readonly Product[] }) {
  const { texts } = useScene();
  return (
    <Row label={texts.products} count={products.length}>
      {products.map((product) => (
        <ProductCard key={product.id} product={product} />
      ))}
    </Row>
  );
}

function ProductCard({ product }: { product: Product }) {
  const { texts, locale, host, config } = useScene();
  const url = safeLink(product.url);
  const was = product.original_price;
  const isReduced = was !== null && was !== undefined && was.amount > product.price.amount;
  const stays = isSameSite(product.url, host.origin);

  function follow(event: MouseEvent): void {
    if (url === null) return;
    host.post({ action: "productClick", url });
    // Within the site the host page itself goes there; else, or with a modifier key, the link does.
    if (!stays || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    host.post({ action: "navigate", url });
  }

  return (
    <li class="card">
      <a {...(url === null ? {} : { href: url })} target="_blank" rel="noopener" onClick={follow}>
        <CardImage url={product.image_url} />
        {product.splash ? <span class="splash">{product.splash}</span> : null}
        <span class="card-title" dir="auto">{product.title}</span>
        {product.description ? <span class="card-text" dir="auto">{product.description}</span> : null}
        <span class={`price ${isReduced ? "reduced" : ""}`}>
          <span class="hidden">{texts.price}</span>
          <b>{formatPrice(product.price, locale)}</b>{" "}
          {isReduced && (
            <>
              <span class="hidden">{texts.originalPrice}</span>
              <s>{formatPrice(was, locale)}</s>
            </>
          )}
        </span>
        {url !== null && config.product_card?.open_label ? <span class="open-label">{config.product_card.open_label}</span> : null}
        {stays || url === null ? null : <span class="hidden">{texts.opensNewTab}</span>}
      </a>
      {product.add_to_cart && <AddToCart product={product} cart={product.add_to_cart} />}
    </li>
  );
}

/** Leads to where the shop puts it in the cart, else hands it to the page, which knows how. */
function AddToCart({ product, cart }: { product: Product; cart: NonNullable<Product["add_to_cart"]> }) {
  const { texts, host } = useScene();
  const [state, setState] = useState<"open" | "sent">("open");
  const { id, title, price } = product;
  const url = safeLink(cart.url ?? "");
  const look = {
    class: "to-cart",
    "aria-label": state === "sent" ? texts.sentToCart({ title }) : texts.addToCart({ title }),
    children: <Icon name={state === "sent" ? "check" : "cart"} />,
  };

  function lead(event: MouseEvent): void {
    setState("sent");
    if (url === null || !isSameSite(url, host.origin)) return;
    event.preventDefault();
    host.post({ action: "navigate", url });
  }

  function handOver(): void {
    setState("sent");
    host.post({ action: "custom", key: "add_to_cart", payload: { sku: cart.sku, id, title, price, url: product.url } });
  }

  if (url !== null) return <a {...look} href={url} target="_blank" rel="noopener" onClick={lead} />;
  return host.place === "alone" ? null : <button type="button" {...look} onClick={handOver} />;
}

export function Suggestions({ suggestions }: { suggestions: readonly Suggestion[] }) {
  const { chat, texts } = useScene();
  // A model's suggestions are words only: a row of empty frames says nothing.
  const hasPictures = suggestions.some((suggestion) => safeImage(suggestion.image_url) !== null);
  return (
    <Row label={texts.suggestions} count={suggestions.length}>
      {suggestions.map((suggestion) => (
        <li class="card" key={suggestion.id}>
          <button type="button" onClick={() => chat.send(suggestion.prompt_text)}>
            {hasPictures && <CardImage url={suggestion.image_url} />}
            <span class="card-title" dir="auto">{suggestion.title}</span>
            {suggestion.description ? <span class="card-text" dir="auto">{suggestion.description}</span> : null}
          </button>
        </li>
      ))}
    </Row>
  );
}

function CardImage({ url }: { url: string | null }) {
  const picture = safeImage(url);
  const [state, setState] = useState<"shown" | "broken">("shown");
  return (
    <span class="card-image">
      {picture !== null && state === "shown" ? (
        <img src={picture} alt="" loading="lazy" onError={() => setState("broken")} />
      ) : (
        <Icon name="image" />
      )}
    </span>
  );
}

interface RowProps {
  label: string;
  count: number;
  children: ComponentChildren;
}

function Row({ label, count, children }: RowProps) {
  const { texts } = useScene();
  const list = useRef<HTMLUListElement>(null);
  const [ends, setEnds] = useState<"fits" | "start" | "middle" | "end">("fits");

  function measure(): void {
    const box = list.current;
    if (box === null) return;
    // Where one reads from the right, it counts downwards from nothing.
    const from = Math.abs(box.scrollLeft);
    const room = box.scrollWidth - box.clientWidth;
    setEnds(room < 8 ? "fits" : from < 8 ? "start" : from > room - 8 ? "end" : "middle");
  }

  useEffect(() => {
    measure();
    const observer = new ResizeObserver(measure);
    if (list.current) observer.observe(list.current);
    return () => observer.disconnect();
  }, [count]);

  const step = (direction: 1 | -1): void => {
    const box = list.current;
    if (box === null) return;
    const onward = getComputedStyle(box).direction === "rtl" ? -1 : 1;
    box.scrollBy({ left: direction * onward * box.clientWidth * 0.8, behavior: motion() });
  };

  return (
    <div class="row">
      <ul class="cards" ref={list} aria-label={label} onScroll={measure}>
        {children}
      </ul>
      {(ends === "middle" || ends === "end") && (
        <button type="button" class="step back" aria-label={texts.previous} onClick={() => step(-1)}>
          <Icon name="back" />
        </button>
      )}
      {(ends === "middle" || ends === "start") && (
        <button type="button" class="step on" aria-label={texts.next} onClick={() => step(1)}>
          <Icon name="on" />
        </button>
      )}
    </div>
  );
}

function motion(): ScrollBehavior {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}
