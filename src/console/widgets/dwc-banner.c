/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-widgets"

#include "config.h"

#include "dwc-banner.h"

#include "dwc-access.h"
#include "dwc-pill.h"

#include <glib/gi18n.h>

struct _DwcBanner
{
  GtkWidget parent_instance;

  GtkWidget *revealer;
  GtkWidget *box;
  GtkWidget *icon;
  GtkWidget *title;
  GtkWidget *text;
  GtkWidget *buttons;
  GtkWidget *note;
};

G_DEFINE_FINAL_TYPE (DwcBanner, dwc_banner, GTK_TYPE_WIDGET)

enum
{
  DISMISSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What is folded away is no alert: a screen reader would read it all the same. */
static void
child_revealed_cb (DwcBanner *self)
{
  GtkRevealer *revealer = GTK_REVEALER (self->revealer);

  gtk_widget_set_visible (GTK_WIDGET (self), gtk_revealer_get_reveal_child (revealer) ||
                          gtk_revealer_get_child_revealed (revealer));
}

static void
close_clicked_cb (DwcBanner *self)
{
  dwc_banner_set_revealed (self, FALSE);
  g_signal_emit (self, signals[DISMISSED], 0);
}

static void
dwc_banner_dispose (GObject *object)
{
  DwcBanner *self = DWC_BANNER (object);

  g_clear_pointer (&self->revealer, gtk_widget_unparent);

  G_OBJECT_CLASS (dwc_banner_parent_class)->dispose (object);
}

static void
dwc_banner_class_init (DwcBannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_banner_dispose;

  /**
   * DwcBanner::dismissed:
   *
   * The person closed it.
   */
  signals[DISMISSED] = g_signal_new ("dismissed", DWC_TYPE_BANNER, G_SIGNAL_RUN_LAST,
                                     0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
}

static GtkWidget *
add_label (DwcBanner *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_box_append (GTK_BOX (self->box), label);

  return label;
}

static void
dwc_banner_init (DwcBanner *self)
{
  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_transition_type (GTK_REVEALER (self->revealer), GTK_REVEALER_TRANSITION_TYPE_SLIDE_DOWN);
  gtk_revealer_set_transition_duration (GTK_REVEALER (self->revealer), 250);
  g_signal_connect_swapped (self->revealer, "notify::child-revealed", G_CALLBACK (child_revealed_cb), self);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (self->box, "dwc-banner");
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), self->box);

  self->icon = gtk_image_new ();
  dwc_access_tidy (self->icon);
  gtk_box_append (GTK_BOX (self->box), self->icon);

  self->title = add_label (self);
  gtk_widget_add_css_class (self->title, "title");
  self->text = add_label (self);
  gtk_widget_set_hexpand (self->text, TRUE);

  self->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_valign (self->buttons, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->box), self->buttons);

  self->note = add_label (self);
  gtk_widget_add_css_class (self->note, "dwc-hint");
  gtk_widget_add_css_class (self->note, "numeric");
  gtk_label_set_wrap (GTK_LABEL (self->note), FALSE);
  gtk_widget_set_visible (self->note, FALSE);
}

/**
 * dwc_banner_new:
 * @role: how much it matters
 * @icon_name: its icon
 *
 * Returns: (transfer floating): a banner, not shown yet
 */
GtkWidget *
dwc_banner_new (DwcRole     role,
                const char *icon_name)
{
  DwcBanner *self = g_object_new (DWC_TYPE_BANNER, NULL);

  gtk_widget_add_css_class (self->box, dwc_pill_role_class (role));
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon_name);

  return GTK_WIDGET (self);
}

void
dwc_banner_set_title (DwcBanner  *self,
                      const char *title)
{
  g_return_if_fail (DWC_IS_BANNER (self));

  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

void
dwc_banner_set_text (DwcBanner  *self,
                     const char *text)
{
  g_return_if_fail (DWC_IS_BANNER (self));

  gtk_label_set_text (GTK_LABEL (self->text), text);
}

void
dwc_banner_set_note (DwcBanner  *self,
                     const char *note)
{
  g_return_if_fail (DWC_IS_BANNER (self));

  gtk_label_set_text (GTK_LABEL (self->note), note);
  gtk_widget_set_visible (self->note, *note != '\0');
}

/**
 * dwc_banner_add_button:
 * @self: a banner
 * @label: the button's words
 * @action_name: the action it activates
 */
void
dwc_banner_add_button (DwcBanner  *self,
                       const char *label,
                       const char *action_name)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  g_return_if_fail (DWC_IS_BANNER (self));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action_name);
  gtk_box_append (GTK_BOX (self->buttons), button);
}

void
dwc_banner_set_closeable (DwcBanner *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");

  g_return_if_fail (DWC_IS_BANNER (self));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Close"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Close"), -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (close_clicked_cb), self);
  gtk_box_append (GTK_BOX (self->buttons), button);
}

void
dwc_banner_set_revealed (DwcBanner *self,
                         gboolean   revealed)
{
  g_return_if_fail (DWC_IS_BANNER (self));

  if (revealed)
    gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), revealed);
}

gboolean
dwc_banner_get_revealed (DwcBanner *self)
{
  g_return_val_if_fail (DWC_IS_BANNER (self), FALSE);

  return gtk_revealer_get_reveal_child (GTK_REVEALER (self->revealer));
}

const char *
dwc_banner_get_title (DwcBanner *self)
{
  g_return_val_if_fail (DWC_IS_BANNER (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->title));
}

const char *
dwc_banner_get_text (DwcBanner *self)
{
  g_return_val_if_fail (DWC_IS_BANNER (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->text));
}

const char *
dwc_banner_get_note (DwcBanner *self)
{
  g_return_val_if_fail (DWC_IS_BANNER (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->note));
}
