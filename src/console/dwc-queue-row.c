/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-console"

#include "config.h"

#include "dwc-queue-row.h"

#include "dwc-wording.h"
#include "widgets/dwc-access.h"

#include <glib/gi18n.h>

struct _DwcQueueRow
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *lane;
  GtkWidget *lane_name;
  GtkWidget *lane_hint;
  GtkWidget *lane_count;
  GtkWidget *body;
  GtkWidget *icon;
  GtkWidget *title;
  GtkWidget *age;
  GtkWidget *state;
  GtkWidget *buttons;
  GtkWidget *keep_mine;
  GtkWidget *take_server;
  GtkWidget *add_reason;
  GtkWidget *retry;
  GtkWidget *discard;
  GtkWidget *take_back;      /* the same on a change that only waits, without taking a line */

  DwcContext *context;       /* (owned) (nullable) */
  DwdOperation *operation;   /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (DwcQueueRow, dwc_queue_row, GTK_TYPE_WIDGET)

static const char *
get_icon (DwdOperation * operation)
{
  switch (dwd_operation_get_state (operation))
    {
    case DWD_OPERATION_SENDING:
      return "emblem-synchronizing-symbolic";
    case DWD_OPERATION_CONFLICT:
      return "view-dual-symbolic";
    case DWD_OPERATION_FAILED:
      return "dialog-error-symbolic";
    case DWD_OPERATION_DONE:
      return "object-select-symbolic";
    case DWD_OPERATION_WAITING:
      if (dwd_operation_get_tries (operation) > 0)
        return "alarm-symbolic";
      break;
    case DWD_OPERATION_BLOCKED:
      break;
    }

  return "send-to-symbolic";
}

static const char *
get_style (DwdOperation *operation)
{
  switch (dwd_operation_get_state (operation))
    {
    case DWD_OPERATION_CONFLICT:
      return "conflict";
    case DWD_OPERATION_FAILED:
      return "failed";
    case DWD_OPERATION_WAITING:
      return dwd_operation_get_tries (operation) > 0 ? "retrying" : "waiting";
    case DWD_OPERATION_SENDING:
    case DWD_OPERATION_BLOCKED:
    case DWD_OPERATION_DONE:
      break;
    }

  return "waiting";
}

/* A reason can be what a refused move of a job lacks; nothing else takes one. */
static gboolean
takes_reason (DwdOperation *operation)
{
  DwdVerb verb = dwd_operation_get_verb (operation);

  return dwd_operation_get_state (operation) == DWD_OPERATION_FAILED &&
         dwd_operation_get_failure (operation) == DWD_FAILURE_INVALID &&
         (verb == DWD_VERB_ASSIGN || verb == DWD_VERB_UNASSIGN ||
          verb == DWD_VERB_RESCHEDULE || verb == DWD_VERB_SET_STATUS);
}

static void
show_buttons (DwcQueueRow *self)
{
  DwdOperationState state = dwd_operation_get_state (self->operation);
  gboolean reason = takes_reason (self->operation);
  gboolean conflict = state == DWD_OPERATION_CONFLICT;
  gboolean failed = state == DWD_OPERATION_FAILED;
  gboolean held_back = state == DWD_OPERATION_WAITING && dwd_operation_get_tries (self->operation) > 0;
  gboolean waits = state == DWD_OPERATION_BLOCKED || (state == DWD_OPERATION_WAITING && !held_back);

  gtk_widget_set_visible (self->add_reason, reason);
  gtk_widget_set_visible (self->retry, (failed && !reason) || held_back);
  gtk_widget_set_visible (self->keep_mine, conflict);
  gtk_widget_set_visible (self->take_server, conflict);
  gtk_widget_set_visible (self->discard, failed || held_back);
  gtk_widget_set_visible (self->take_back, waits);
  gtk_widget_set_visible (self->buttons, failed || held_back || conflict);
}

static void
aim_buttons (DwcQueueRow *self)
{
  GVariant *seq = g_variant_ref_sink (g_variant_new_int64 (dwd_operation_get_seq (self->operation)));
  GtkWidget *buttons[] = { self->keep_mine, self->take_server, self->add_reason, self->retry,
                           self->discard, self->take_back };

  for (gsize i = 0; i < G_N_ELEMENTS (buttons); i++)
    gtk_actionable_set_action_target_value (GTK_ACTIONABLE (buttons[i]), seq);

  g_variant_unref (seq);
}

static void
set_style (DwcQueueRow *self,
           const char  *style)
{
  const char *const styles[] = { "waiting", "retrying", "failed", "conflict" };

  for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      if (g_str_equal (styles[i], style))
        gtk_widget_add_css_class (self->body, styles[i]);
      else
        gtk_widget_remove_css_class (self->body, styles[i]);
    }
}

static GtkWidget *
add_button (DwcQueueRow *self,
            const char  *label,
            const char  *action_name)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "dwc-small");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", G_GINT64_CONSTANT (0));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action_name);
  gtk_box_append (GTK_BOX (self->buttons), button);

  return button;
}

static GtkWidget *
add_label (GtkWidget  *box,
           const char *css_class,
           gboolean    expand)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, expand);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);

  return label;
}

static void
dwc_queue_row_dispose (GObject *object)
{
  DwcQueueRow *self = DWC_QUEUE_ROW (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->context);
  g_clear_object (&self->operation);

  G_OBJECT_CLASS (dwc_queue_row_parent_class)->dispose (object);
}

static void
dwc_queue_row_class_init (DwcQueueRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_queue_row_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
build_lane (DwcQueueRow *self)
{
  self->lane = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (self->lane, "dwc-queue-lane");
  gtk_box_append (GTK_BOX (self->box), self->lane);
  self->lane_name = add_label (self->lane, "dwc-lane-title", FALSE);
  self->lane_hint = add_label (self->lane, "dwc-hint", TRUE);
  self->lane_count = add_label (self->lane, "dwc-hint", FALSE);
}

static void
build_body (DwcQueueRow *self)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_add_css_class (self->body, "dwc-queue-row");
  gtk_box_append (GTK_BOX (self->box), self->body);

  self->icon = gtk_image_new ();
  gtk_widget_set_valign (self->icon, GTK_ALIGN_START);
  dwc_access_tidy (self->icon);
  gtk_box_append (GTK_BOX (self->body), self->icon);

  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (self->body), texts);
  gtk_box_append (GTK_BOX (texts), line);
  self->title = add_label (line, "dwc-strong", TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  self->age = add_label (line, "dwc-hint", FALSE);
  self->take_back = gtk_button_new_from_icon_name ("edit-undo-symbolic");
  gtk_widget_add_css_class (self->take_back, "flat");
  gtk_widget_add_css_class (self->take_back, "dwc-small");
  gtk_widget_set_tooltip_text (self->take_back, _("Discard…"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->take_back), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Discard…"), -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->take_back), "x", G_GINT64_CONSTANT (0));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->take_back), "queue.discard");
  gtk_box_append (GTK_BOX (line), self->take_back);
  self->state = add_label (texts, "dwc-second", TRUE);
  gtk_label_set_wrap (GTK_LABEL (self->state), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->state), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (self->state), 40);

  self->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (self->buttons, "dwc-queue-buttons");
  gtk_box_append (GTK_BOX (texts), self->buttons);
}

static void
dwc_queue_row_init (DwcQueueRow *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  build_lane (self);
  build_body (self);

  self->keep_mine = add_button (self, _("Keep Mine"), "queue.keep-mine");
  self->take_server = add_button (self, _("Use the Server’s"), "queue.take-server");
  self->add_reason = add_button (self, _("Add Reason…"), "queue.add-reason");
  self->retry = add_button (self, _("Retry Now"), "queue.retry");
  self->discard = add_button (self, _("Discard…"), "queue.discard");
  gtk_widget_add_css_class (self->discard, "flat");
}

GtkWidget *
dwc_queue_row_new (void)
{
  return g_object_new (DWC_TYPE_QUEUE_ROW, NULL);
}

static void
say (GtkWidget  *widget,
     const char *title,
     const char *state)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, state,
                                  -1);
}

/**
 * dwc_queue_row_set:
 * @self: a row
 * @context: (nullable): the context
 * @operation: (nullable): the change to show
 */
void
dwc_queue_row_set (DwcQueueRow  *self,
                   DwcContext   *context,
                   DwdOperation *operation)
{
  g_return_if_fail (DWC_IS_QUEUE_ROW (self));

  g_set_object (&self->context, context);
  g_set_object (&self->operation, operation);
  if (operation == NULL)
    return;

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), get_icon (operation));
  gtk_label_set_text (GTK_LABEL (self->lane_name), dwc_wording_lane (dwd_operation_get_lane (operation)));
  gtk_label_set_text (GTK_LABEL (self->lane_hint), dwc_wording_lane_hint (dwd_operation_get_lane (operation)));
  gtk_widget_set_tooltip_text (self->body, dwd_operation_get_name (operation));
  set_style (self, get_style (operation));
  show_buttons (self);
  aim_buttons (self);
  dwc_queue_row_update (self);
}

void
dwc_queue_row_set_lane (DwcQueueRow *self,
                        guint        n_in_lane)
{
  g_autofree char *count = g_strdup_printf ("%u", n_in_lane);

  g_return_if_fail (DWC_IS_QUEUE_ROW (self));

  gtk_label_set_text (GTK_LABEL (self->lane_count), count);
  gtk_widget_set_visible (self->lane, n_in_lane > 0);
}

void
dwc_queue_row_update (DwcQueueRow *self)
{
  g_autofree char *title = NULL;
  g_autofree char *state = NULL;
  g_autofree char *age = NULL;
  gint64 now_us;

  g_return_if_fail (DWC_IS_QUEUE_ROW (self));

  if (self->operation == NULL || self->context == NULL)
    return;

  now_us = dwd_clock_get_now (dwc_context_get_clock (self->context));
  title = dwc_wording_operation (self->context, self->operation);
  state = dwc_wording_operation_state (self->operation, now_us);
  age = dwc_wording_duration (now_us - dwd_operation_get_created (self->operation));
  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_label_set_text (GTK_LABEL (self->state), state);
  gtk_label_set_text (GTK_LABEL (self->age), age);
  say (GTK_WIDGET (self), title, state);
  /* The list's own item is what a screen reader stops at. */
  if (gtk_widget_get_parent (GTK_WIDGET (self)) != NULL)
    say (gtk_widget_get_parent (GTK_WIDGET (self)), title, state);
}

DwdOperation *
dwc_queue_row_get_operation (DwcQueueRow *self)
{
  g_return_val_if_fail (DWC_IS_QUEUE_ROW (self), NULL);

  return self->operation;
}

const char *
dwc_queue_row_get_title (DwcQueueRow *self)
{
  g_return_val_if_fail (DWC_IS_QUEUE_ROW (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->title));
}

const char *
dwc_queue_row_get_state_text (DwcQueueRow *self)
{
  g_return_val_if_fail (DWC_IS_QUEUE_ROW (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->state));
}

/**
 * dwc_queue_row_offers:
 * @self: a row
 * @action_name: "queue.retry" and the like
 *
 * Returns: whether the row has a button for it now
 */
gboolean
dwc_queue_row_offers (DwcQueueRow *self,
                      const char  *action_name)
{
  g_return_val_if_fail (DWC_IS_QUEUE_ROW (self), FALSE);

  if (g_str_equal (action_name, "queue.discard") && gtk_widget_get_visible (self->take_back))
    return TRUE;

  for (GtkWidget *button = gtk_widget_get_first_child (self->buttons);
       button != NULL;
       button = gtk_widget_get_next_sibling (button))
    {
      const char *name = gtk_actionable_get_action_name (GTK_ACTIONABLE (button));

      if (g_str_equal (name, action_name))
        return gtk_widget_get_visible (button) && gtk_widget_get_visible (self->buttons);
    }

  return FALSE;
}
