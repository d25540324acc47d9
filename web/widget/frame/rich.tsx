/**
 * Text with its spans, lists and links, and tables whose cells hold the same.
 * Left out: any markup as a string; nothing here is ever parsed.
 */

import type { Block, Cell, CellBlock, Span, TablePart } from "../../protocol/wire.ts";
import { ignoreUnknown } from "../../protocol/wire.ts";
import { safeImage, safeLink } from "./links.ts";
import { useScene } from "./scene.ts";

export function RichText({ blocks }: { blocks: readonly Block[] }) {
  return (
    <div class="bubble">
      {blocks.map((block, at) => (
        <BlockView key={at} block={block} />
      ))}
    </div>
  );
}

function BlockView({ block }: { block: CellBlock }) {
  switch (block.type) {
    case "paragraph":
      return (
        <p dir="auto">
          <Spans spans={block.spans} />
        </p>
      );
    case "bullet_list":
      return (
        <ul dir="auto">
          {block.items.map((item, at) => (
            <li key={at}>
              <Spans spans={item.spans} />
            </li>
          ))}
        </ul>
      );
    case "image": {
      const url = safeImage(block.thumbnail_url) ?? safeImage(block.url);
      return url === null ? null : <img src={url} alt={block.alt ?? ""} loading="lazy" />;
    }
    default:
      return ignoreUnknown(block);
  }
}

function Spans({ spans }: { spans: readonly Span[] }) {
  return (
    <>
      {spans.map((span, at) => (
        <SpanView key={at} span={span} />
      ))}
    </>
  );
}

function SpanView({ span }: { span: Span }) {
  switch (span.type) {
    case "text":
      return <>{span.text}</>;
    case "bold":
      return <strong>{span.text}</strong>;
    case "strike":
      return <s>{span.text}</s>;
    case "link": {
      const url = safeLink(span.url);
      if (url === null) return <>{span.text}</>;
      return (
        <a href={url} target="_blank" rel="noopener">
          {span.text}
        </a>
      );
    }
    default:
      return ignoreUnknown(span);
  }
}

export function Table({ part }: { part: TablePart }) {
  const { texts } = useScene();
  const align = (at: number): string => `align-${part.alignments?.[at] ?? "left"}`;
  return (
    <div class="table" role="region" tabIndex={0} aria-label={part.caption ?? texts.conversation}>
      <table>
        {part.caption ? <caption>{part.caption}</caption> : null}
        {part.headers.length > 0 && (
          <thead>
            <tr>
              {part.headers.map((cell, at) => (
                <th key={at} scope="col" class={align(at)}>
                  <CellView cell={cell} />
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {part.rows.map((row, line) => (
            <tr key={line}>
              {row.map((cell, at) => (
                <td key={at} class={align(at)}>
                  <CellView cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CellView({ cell }: { cell: Cell }) {
  return (
    <>
      {cell.blocks.map((block, at) => (
        <BlockView key={at} block={block} />
      ))}
    </>
  );
}
