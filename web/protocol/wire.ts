/**
 * The visitor API's JSON as types: messages, parts, deltas, stream frames, configuration, forms.
 * Left out: everything an agent or a setup backend sends. Members a newer server may add are not
 * listed; whoever switches over one of these unions ends with `ignoreUnknown`.
 */

export type Span =
  | { type: "text"; text: string }
  | { type: "bold"; text: string }
  | { type: "strike"; text: string }
  | { type: "link"; text: string; url: string };

export interface ListItem {
  spans: Span[];
}

export type Block = { type: "paragraph"; spans: Span[] } | { type: "bullet_list"; items: ListItem[] };

export type CellBlock = Block | { type: "image"; url: string; thumbnail_url?: string; alt?: string };

export interface Cell {
  blocks: CellBlock[];
}

export type Alignment = "left" | "center" | "right";

export interface Money {
  /** Major units: 12.5 is twelve and a half. */
  amount: number;
  currency: string;
}

export interface Product {
  id: string;
  title: string;
  description?: string | null;
  image_url: string | null;
  price: Money;
  original_price?: Money | null;
  splash?: string | null;
  url: string;
  /** How to put it in the cart: at an address, else by the page, by its stock keeping unit. */
  add_to_cart?: { sku: string; url?: string | null } | null;
}

export interface Suggestion {
  id: string;
  title: string;
  description?: string | null;
  image_url: string | null;
  prompt_text: string;
}

export type FieldType = "text" | "email" | "tel" | "phone" | "textarea" | "file" | "dropdown";

export interface VisibleWhen {
  field: string;
  operator: string;
  value: string;
}

export interface FormField {
  key: string;
  label: string;
  required: boolean;
  type?: FieldType;
  placeholder?: string | null;
  options?: string[] | null;
  visible_when?: VisibleWhen[] | null;
}

export interface RichTextPart {
  type: "rich_text";
  part_id: string;
  blocks: Block[];
}

export interface TablePart {
  type: "table";
  part_id: string;
  caption: string | null;
  headers: Cell[];
  alignments: Alignment[] | null;
  rows: Cell[][];
}

export interface ProductsPart {
  type: "products";
  part_id: string;
  products: Product[];
}

export interface SuggestionsPart {
  type: "suggestions";
  part_id: string;
  suggestions: Suggestion[];
}

export interface QuickRepliesPart {
  type: "quick_replies";
  part_id: string;
  replies: string[];
}

export interface ImagePart {
  type: "image";
  part_id?: string;
  url: string;
  caption?: string | null;
  thumbnail_url?: string | null;
  /** Until when the address opens it; whoever reads the message again gets another. */
  url_expires_at?: string | null;
  /** When the picture was removed: its address opens nothing. */
  removed_at?: string | null;
}

export interface FilePart {
  type: "file";
  part_id?: string;
  filename: string;
  mime_type: string;
  size_bytes: number;
  url: string;
  /** Until when the address opens it; whoever reads the message again gets another. */
  url_expires_at?: string | null;
  /** When the file was removed: its address opens nothing. */
  removed_at?: string | null;
}

export interface ContactFormPart {
  type: "show_contact_form";
  part_id: string;
  fields: FormField[];
}

export interface SupportTicketPart {
  type: "show_support_ticket";
  part_id: string;
  fields: FormField[];
  attachments_accepted?: boolean;
  max_attachment_size_bytes?: number;
}

export interface ShowFormPart {
  type: "show_form";
  part_id: string;
  form_id: string;
  name?: string;
  confirmation_text?: string | null;
  /** Absent in the thin form: then the definition is fetched by `form_id`. */
  fields?: FormField[];
  min_filled_fields?: number;
}

export interface ImageUploadPart {
  type: "request_image_upload";
  part_id: string;
  accepted_types?: string[];
  max_size_bytes?: number;
}

export interface HumanAgentPart {
  type: "request_human_agent";
  part_id: string;
}

export interface CustomPart {
  type: "custom";
  part_id?: string;
  key: string;
  payload?: unknown;
}

export type FormPart = ContactFormPart | SupportTicketPart | ShowFormPart;

export type Part =
  | RichTextPart
  | TablePart
  | ProductsPart
  | SuggestionsPart
  | QuickRepliesPart
  | ImagePart
  | FilePart
  | FormPart
  | ImageUploadPart
  | HumanAgentPart
  | CustomPart;

export interface MessageAgent {
  agent_id: string;
  display_name: string;
  avatar_url: string | null;
}

export interface Message {
  message_id: string;
  role: "user" | "assistant" | "system" | "agent";
  parts: Part[];
  created_at: string;
  agent?: MessageAgent;
  /** Its place in a livechat session; other messages have none. */
  sequence_number?: number;
}

export type Delta =
  | {
      action: "start_part";
      part_type: "rich_text" | "products" | "suggestions" | "table";
      headers?: Cell[];
      alignments?: Alignment[] | null;
      caption?: string | null;
    }
  | { action: "start_block"; block_index: number; block_type: "paragraph" | "bullet_list" }
  | { action: "append_text"; block_index: number; text: string }
  | { action: "append_span"; block_index: number; span: Span }
  | { action: "append_item"; block_index: number; item: ListItem }
  | { action: "append_product"; product: Product }
  | { action: "append_suggestion"; suggestion: Suggestion }
  | { action: "append_row"; row: Cell[] }
  | { action: "end_block"; block_index: number }
  | { action: "end_part" };

/** One event of an answer's stream, its SSE name moved into `type`. `id` is the SSE id, or "". */
export type TurnFrame =
  | { type: "status"; id: string; status: string; message_id?: string; user_message_id?: string }
  | { type: "part_delta"; id: string; part_id: string; delta: Delta }
  | { type: "part"; id: string; part: Part }
  | { type: "done"; id: string; message: Message; visitor_token?: string }
  | { type: "error"; id: string; code: string; message: string; retryable: boolean };

/** What a question was about. */
export interface Classification {
  /** One of the chatbot's topics, or none of them. */
  classification: string | null;
  /** Whether this is the last word. */
  classified: boolean;
}

/** What became of the wish to stop an answer. */
export interface Stopped {
  /** False when the answer had ended before. */
  stopped: boolean;
}

export interface History {
  /** Newest first. */
  messages: Message[];
  next_cursor: string | null;
  has_more: boolean;
  active_turn?: { message_id: string; user_message_id: string } | null;
  /** The forms among these messages that the visitor has sent. */
  submitted_part_ids?: string[];
}

export interface Theme {
  brand: { primary_color: string };
  surface: { background_color: string; muted_text_color: string };
  header?: {
    alignment?: Alignment;
    logo?: { url: string | null };
    button?: { background_color: string | null; icon_color: string | null };
  };
  messages: {
    assistant: { background_color: string; text_color: string; border_color?: string | null };
    user: { background_color: string; text_color: string; border_color?: string | null };
  };
  input?: {
    text_color?: string | null;
    placeholder_color?: string | null;
    background_color?: string | null;
    border_color?: string | null;
    send_button?: { icon_color?: string | null };
  };
  product_card?: { discount_price_color?: string | null; button?: { background_color: string; bold: boolean } | null };
}

export interface StartPrompt {
  prompt_text: string;
  /** A substring of the page's address; null means every page. */
  url_pattern: string | null;
}

/** What stands above the chat. */
export interface Banner {
  id: string;
  message: string;
  background_color: string;
  text_color: string;
  cta_url: string | null;
  cta_label: string | null;
  cta_style: "link" | "button";
  /** Whether the visitor may put it away. */
  dismissible: boolean;
}

export interface Config {
  display: {
    name: string;
    avatar: { url: string | null };
    welcome_message: string | null;
    subtitle: { text: string | null; link: { text: string; url: string } | null } | null;
    privacy_policy_url: string | null;
  };
  theme: Theme;
  dark_theme?: Theme | null;
  start_prompts?: StartPrompt[];
  product_card?: { open_label?: string | null };
  livechat?: LivechatConfig;
  forms?: FormSummary[];
  image_enabled?: boolean;
  /** Whether nobody answers this visitor until it is proved who they are. */
  identity_required?: boolean;
  /** The language of the chat's own words; absent, the browser's. */
  language?: string | null;
  /** The owner's words in place of the chat's own: by language, by the name of the text. */
  texts?: Record<string, Record<string, string>>;
}

export interface LivechatConfig {
  enabled: boolean;
  availability_status?: "live" | "offline";
  /** Why; `outside_working_hours` is one of several. */
  availability_reason?: string;
  /** Whether the owner's sign is shown while a person answers. */
  show_livechat_logo?: boolean;
  /** Whether files may be sent to a person, pictures among them. */
  attachments_enabled?: boolean;
  max_attachment_size_bytes?: number;
}

/** An owner's form by name; its fields are fetched. */
export interface FormSummary {
  form_id: string;
  name: string;
  /** When it is shown; `livechat_waiting` is the one that the frame shows by itself. */
  trigger: string;
}

export type OutgoingPart =
  | { type: "text"; text: string }
  | { type: "image"; data: string; mime: string; filename?: string }
  /** To a person only. */
  | { type: "file"; data: string; mime: string; filename: string };

export interface SendRequest {
  client_message_id: string;
  message: { parts: OutgoingPart[] };
  context: { page?: string };
}

/** The visitor's newest livechat session. */
export interface LivechatState {
  status: "inactive" | "waiting" | "active" | "closed";
  livechat_session_id: string | null;
  active_agent: MessageAgent | null;
  is_agent_typing: boolean;
  feedback: { status: "not_available" | "pending" | "submitted" };
  /** Their place among those who wait, 1 being the next; null while they do not wait. */
  queue_position?: number | null;
  closed_by?: "customer" | "agent" | "system" | null;
  state_version: number;
}

export interface LivechatNews {
  state: LivechatState;
  /** Oldest first. */
  messages: Message[];
  has_more: boolean;
  sync_cursor: string | null;
}

export interface EncodedFile {
  filename: string;
  mime_type: string;
  data_base64: string;
}

export type Action =
  | { type: "contact_form"; fields: Record<string, string> }
  | { type: "support_ticket"; [key: string]: string | EncodedFile[] }
  | {
      type: "form_submission";
      form_id?: string;
      values: Record<string, string>;
      files?: Record<string, EncodedFile>;
    };

export interface ActionReceipt {
  submission_id: string;
  confirmation_text: string | null;
  /** Present when the form asked for a person. */
  livechat_session?: { livechat_session_id: string } | null;
}

export interface FormDefinition {
  form_id: string;
  name: string;
  fields: FormField[];
  min_filled_fields?: number;
}

/** What is kept for the visitor's session, as far as a form shows it. */
export interface SessionValues {
  values: { key: string; value: string }[];
}

export interface FieldProblem {
  field: string;
  message: string;
}

export interface ErrorBody {
  error: { code: string; message: string; params?: FieldProblem[] };
}

/** What is known of a visitor as a possible customer. What is not known is absent. */
export interface Lead {
  uuid: string;
  name?: string;
  email?: string;
  phone?: string;
  /** Where they left it themselves. */
  source?: string;
}

export type LeadKey = "name" | "email" | "phone";

/** Who the visitor is, as their page and they themselves have told. */
export interface Profile {
  chatbot: { public_id: string; name: string; display_name: string };
  conversation_id: string;
  lead: Lead;
  info?: string;
  user_id?: string;
  /** Whether the chatbot's owner has vouched for `user_id`. */
  verified: boolean;
  /** Whether the page is told what happens, in Chat Data's words. */
  events: boolean;
  lead_form: { trigger: "off" | "after_first_answer" | "before_chat"; fields: LeadKey[] };
}

/** What a page tells of its visitor; it stands in place of all that the page told before. */
export interface ToldProfile {
  name?: string;
  email?: string;
  phone?: string;
  info?: string;
  user_id?: string;
  user_hash?: string;
}

/** The last arm of every switch over a wire union: compiles only when all known members are handled. */
export function ignoreUnknown(_unknown: never): null {
  return null;
}
