/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-widgets"

#include "config.h"

#include "dwc-pill.h"
#include "dwc-access.h"

struct _DwcPill
{
  GtkWidget parent_instance;

  GtkWidget *icon;
  GtkWidget *label;
  DwcRole role;
};

G_DEFINE_FINAL_TYPE (DwcPill, dwc_pill, GTK_TYPE_WIDGET)

static const char *const ROLE_CLASSES[DWC_N_ROLES] = {
  [DWC_ROLE_DRAFT] = "role-draft",
  [DWC_ROLE_UNASSIGNED] = "role-unassigned",
  [DWC_ROLE_ASSIGNED] = "role-assigned",
  [DWC_ROLE_EN_ROUTE] = "role-en-route",
  [DWC_ROLE_ARRIVED] = "role-arrived",
  [DWC_ROLE_IN_PROGRESS] = "role-in-progress",
  [DWC_ROLE_COMPLETED] = "role-completed",
  [DWC_ROLE_CANCELLED] = "role-cancelled",
  [DWC_ROLE_ON_HOLD] = "role-on-hold",
  [DWC_ROLE_HEAT_0] = "role-heat-0",
  [DWC_ROLE_HEAT_HALF] = "role-heat-half",
  [DWC_ROLE_HEAT_1] = "role-heat-1",
  [DWC_ROLE_HEAT_2] = "role-heat-2",
  [DWC_ROLE_HEAT_3] = "role-heat-3",
  [DWC_ROLE_CONFLICT] = "role-conflict",
};

static void
dwc_pill_dispose (GObject *object)
{
  DwcPill *self = DWC_PILL (object);

  g_clear_pointer (&self->icon, gtk_widget_unparent);
  g_clear_pointer (&self->label, gtk_widget_unparent);

  G_OBJECT_CLASS (dwc_pill_parent_class)->dispose (object);
}

static void
dwc_pill_class_init (DwcPillClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_pill_dispose;

  gtk_widget_class_set_css_name (widget_class, "dwc-pill");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
dwc_pill_init (DwcPill *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 4);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);

  self->icon = gtk_image_new ();
  dwc_access_tidy (self->icon);
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));

  self->label = gtk_label_new (NULL);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));

  self->role = DWC_ROLE_DRAFT;
  gtk_widget_add_css_class (GTK_WIDGET (self), ROLE_CLASSES[self->role]);
}

GtkWidget *
dwc_pill_new (void)
{
  return g_object_new (DWC_TYPE_PILL, NULL);
}

/**
 * dwc_pill_set:
 * @self: a pill
 * @role: what it means
 * @icon_name: its icon
 * @text: its word or number; an empty one hides the pill
 */
void
dwc_pill_set (DwcPill    *self,
              DwcRole     role,
              const char *icon_name,
              const char *text)
{
  g_return_if_fail (DWC_IS_PILL (self));
  g_return_if_fail (role < DWC_N_ROLES);

  if (role != self->role)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self), ROLE_CLASSES[self->role]);
      gtk_widget_add_css_class (GTK_WIDGET (self), ROLE_CLASSES[role]);
      self->role = role;
    }

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon_name);
  gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL && *text != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

void
dwc_pill_set_status (DwcPill     *self,
                     DwdJobStatus status)
{
  dwc_pill_set (self, dwc_palette_role_of_status (status), dwc_palette_status_icon (status),
                dwc_palette_status_word (status));
}

const char *
dwc_pill_get_text (DwcPill *self)
{
  g_return_val_if_fail (DWC_IS_PILL (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->label));
}

DwcRole
dwc_pill_get_role (DwcPill *self)
{
  g_return_val_if_fail (DWC_IS_PILL (self), DWC_ROLE_DRAFT);

  return self->role;
}

const char *
dwc_pill_role_class (DwcRole role)
{
  g_return_val_if_fail (role < DWC_N_ROLES, NULL);

  return ROLE_CLASSES[role];
}
