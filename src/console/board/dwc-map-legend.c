/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-map-legend.h"

#include "dwc-map-art.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define N_ENTRIES 5
#define IMAGE_SIZE 16

struct _DwcMapLegend
{
  GtkWidget parent_instance;

  DwcMapArt *art;                 /* (owned) */
  GtkWidget *images[N_ENTRIES];
};

G_DEFINE_FINAL_TYPE (DwcMapLegend, dwc_map_legend, GTK_TYPE_WIDGET)

static DwcMapSprite *
draw_entry (DwcMapLegend * self,
            guint entry)
{
  switch (entry)
    {
    case 0:
      return dwc_map_art_badge (self->art, "object-select-symbolic", DWC_ROLE_HEAT_0);

    case 1:
      return dwc_map_art_badge (self->art, "document-open-recent-symbolic", DWC_ROLE_HEAT_1);

    case 2:
      return dwc_map_art_badge (self->art, "alarm-symbolic", DWC_ROLE_HEAT_2);

    case 3:
      return dwc_map_art_badge (self->art, "dialog-warning-symbolic", DWC_ROLE_HEAT_3);

    default:
      return dwc_map_art_stale_mark (self->art);
    }
}

static void
redraw (DwcMapLegend *self)
{
  if (!gtk_widget_get_realized (GTK_WIDGET (self)))
    return;

  dwc_map_art_prepare (self->art, GTK_WIDGET (self));
  for (guint i = 0; i < N_ENTRIES; i++)
    {
      g_autoptr (GdkTexture) texture = dwc_map_picture_dup_texture (draw_entry (self, i)->picture);

      gtk_image_set_from_paintable (GTK_IMAGE (self->images[i]), GDK_PAINTABLE (texture));
    }
}

static void
add_entry (DwcMapLegend *self,
           guint         entry,
           const char   *words)
{
  GtkWidget *label = gtk_label_new (words);

  self->images[entry] = gtk_image_new ();
  gtk_image_set_pixel_size (GTK_IMAGE (self->images[entry]), IMAGE_SIZE);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->images[entry]), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE,
                               -1);
  gtk_widget_set_parent (self->images[entry], GTK_WIDGET (self));
  gtk_widget_set_margin_end (label, 8);
  gtk_widget_set_parent (label, GTK_WIDGET (self));
}

static void
dwc_map_legend_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (dwc_map_legend_parent_class)->realize (widget);
  redraw (DWC_MAP_LEGEND (widget));
}

static void
dwc_map_legend_dispose (GObject *object)
{
  DwcMapLegend *self = DWC_MAP_LEGEND (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (dwc_map_legend_parent_class)->dispose (object);
}

static void
dwc_map_legend_finalize (GObject *object)
{
  dwc_map_art_free (DWC_MAP_LEGEND (object)->art);

  G_OBJECT_CLASS (dwc_map_legend_parent_class)->finalize (object);
}

static void
dwc_map_legend_class_init (DwcMapLegendClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_map_legend_dispose;
  object_class->finalize = dwc_map_legend_finalize;
  widget_class->realize = dwc_map_legend_realize;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "dwc-map-legend");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
dwc_map_legend_init (DwcMapLegend *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  self->art = dwc_map_art_new ();
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 4);
  add_entry (self, 0, _("On time"));
  /* Translators: a technician is late by less than 30 minutes. */
  add_entry (self, 1, _("<30"));
  /* Translators: a technician is late by less than 60 minutes. */
  add_entry (self, 2, _("<60"));
  add_entry (self, 3, _("≥60 min late"));
  /* Translators: a technician who is off duty, or whose position is old. */
  add_entry (self, 4, _("Off / stale"));
  gtk_widget_set_margin_end (gtk_widget_get_last_child (GTK_WIDGET (self)), 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Legend of the map"), -1);

  g_signal_connect_object (style, "notify::dark", G_CALLBACK (redraw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (redraw), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (redraw), NULL);
}
