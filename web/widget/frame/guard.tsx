/**
 * Keeps what cannot be drawn from taking the rest with it.
 * Left out: what is drawn.
 */

import { Component } from "preact";
import type { ComponentChildren } from "preact";

interface GuardProps {
  /** What is drawn; another one is tried anew. */
  of: unknown;
  children: ComponentChildren;
}

export class Guard extends Component<GuardProps, { broken?: unknown }> {
  override componentDidCatch(thrown: unknown): void {
    console.warn("Parlour: a part of a message could not be shown", thrown);
    this.setState({ broken: this.props.of });
  }

  override render({ of, children }: GuardProps) {
    return this.state.broken === of ? null : children;
  }
}
