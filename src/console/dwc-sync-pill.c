/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-console"

#include "config.h"

#include "dwc-sync-pill.h"

#include "dwc-queue-view.h"
#include "dwc-wording.h"
#include "widgets/dwc-access.h"

#include <glib/gi18n.h>

struct _DwcSyncPill
{
  GtkWidget parent_instance;

  GtkWidget *button;
  GtkWidget *icon;
  GtkWidget *label;
  GtkWidget *popover;       /* (nullable) until it is first opened */

  DwcContext *context;      /* (owned) (nullable) */
  GListModel *queue;        /* (owned) (nullable) */
  DwdSyncStatus *status;    /* (owned) (nullable) */
  gboolean narrow;
};

G_DEFINE_FINAL_TYPE (DwcSyncPill, dwc_sync_pill, GTK_TYPE_WIDGET)

static const struct
{
  const char *icon;
  const char *css_class;
} LOOKS[] = {
  [DWD_SYNC_STOPPED] = { "network-offline-symbolic", "stopped" },
  [DWD_SYNC_CONNECTING] = { "emblem-synchronizing-symbolic", "syncing" },
  [DWD_SYNC_SYNCING] = { "emblem-synchronizing-symbolic", "syncing" },
  [DWD_SYNC_LIVE] = { "dwc-live-symbolic", "live" },
  [DWD_SYNC_POLLING] = { "view-refresh-symbolic", "polling" },
  [DWD_SYNC_OFFLINE] = { "network-offline-symbolic", "offline" },
  [DWD_SYNC_SIGN_IN] = { "dialog-password-symbolic", "offline" },
};

static DwdSyncState
get_shown_state (const DwdSyncStatusFields *status)
{
  gboolean draining = status->sent > 0 && status->queued > 0;

  if (draining && (status->state == DWD_SYNC_LIVE || status->state == DWD_SYNC_POLLING))
    return DWD_SYNC_SYNCING;

  return status->state;
}

static void
set_look (DwcSyncPill *self,
          DwdSyncState state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (LOOKS); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self), LOOKS[i].css_class);
  gtk_widget_add_css_class (GTK_WIDGET (self), LOOKS[state].css_class);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), LOOKS[state].icon);
}

static void
update (DwcSyncPill *self)
{
  const DwdSyncStatusFields *status;
  g_autofree char *text = NULL;
  g_autofree char *brief = NULL;

  if (self->status == NULL)
    return;

  status = dwd_sync_status_peek (self->status);
  text = dwc_wording_sync (self->context, status);
  brief = dwc_wording_sync_short (status);

  set_look (self, get_shown_state (status));
  gtk_label_set_text (GTK_LABEL (self->label), self->narrow ? brief : text);
  gtk_widget_set_visible (self->label, !self->narrow || *brief != '\0');
  if (status->failed > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self), "failed");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "failed");

  gtk_widget_set_tooltip_text (self->button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _("Opens the queue of unsent changes"),
                                  -1);
}

/* The queue is built when it is first opened: starting must not pay for it. */
static void
create_popover_cb (GtkMenuButton *button,
                   gpointer       user_data)
{
  DwcSyncPill *self = user_data;

  if (self->popover != NULL || self->context == NULL)
    return;

  self->popover = gtk_popover_new ();
  gtk_widget_add_css_class (self->popover, "dwc-queue");
  gtk_popover_set_child (GTK_POPOVER (self->popover),
                         dwc_queue_view_new (self->context, self->queue, self->status));
  gtk_menu_button_set_popover (button, self->popover);
}

static void
dwc_sync_pill_dispose (GObject *object)
{
  DwcSyncPill *self = DWC_SYNC_PILL (object);

  self->popover = NULL;
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->context);
  g_clear_object (&self->queue);
  g_clear_object (&self->status);

  G_OBJECT_CLASS (dwc_sync_pill_parent_class)->dispose (object);
}

static void
dwc_sync_pill_class_init (DwcSyncPillClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_sync_pill_dispose;
  gtk_widget_class_set_css_name (widget_class, "dwc-sync-pill");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
dwc_sync_pill_init (DwcSyncPill *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("pan-down-symbolic");

  self->icon = gtk_image_new ();
  gtk_widget_add_css_class (self->icon, "state");
  self->label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (self->label), 1);
  gtk_label_set_max_width_chars (GTK_LABEL (self->label), 40);
  gtk_widget_add_css_class (self->label, "numeric");
  gtk_box_append (GTK_BOX (box), self->icon);
  gtk_box_append (GTK_BOX (box), self->label);
  gtk_box_append (GTK_BOX (box), arrow);

  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), box);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->button), create_popover_cb, self, NULL);
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  dwc_access_tidy (self->button);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

GtkWidget *
dwc_sync_pill_new (void)
{
  return g_object_new (DWC_TYPE_SYNC_PILL, NULL);
}

/**
 * dwc_sync_pill_set:
 * @self: a pill without these
 * @context: the context
 * @queue: the outbox
 * @status: the state of the sync
 */
void
dwc_sync_pill_set (DwcSyncPill   *self,
                   DwcContext    *context,
                   GListModel    *queue,
                   DwdSyncStatus *status)
{
  g_return_if_fail (DWC_IS_SYNC_PILL (self));
  g_return_if_fail (self->context == NULL);

  g_set_object (&self->context, context);
  g_set_object (&self->queue, queue);
  g_set_object (&self->status, status);
  g_signal_connect_object (status, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

void
dwc_sync_pill_set_narrow (DwcSyncPill *self,
                          gboolean     narrow)
{
  g_return_if_fail (DWC_IS_SYNC_PILL (self));

  self->narrow = narrow;
  update (self);
}

void
dwc_sync_pill_open (DwcSyncPill *self)
{
  g_return_if_fail (DWC_IS_SYNC_PILL (self));

  gtk_menu_button_popup (GTK_MENU_BUTTON (self->button));
}

const char *
dwc_sync_pill_get_text (DwcSyncPill *self)
{
  g_return_val_if_fail (DWC_IS_SYNC_PILL (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->label));
}

GtkWidget *
dwc_sync_pill_get_queue (DwcSyncPill *self)
{
  g_return_val_if_fail (DWC_IS_SYNC_PILL (self), NULL);

  return self->popover;
}
