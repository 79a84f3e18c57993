/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-map-proxy.h"

struct _DwcMapProxy
{
  GtkWidget parent_instance;

  char *key;             /* (nullable): which record it stands for; NULL: nothing now */
  char *label;           /* (nullable) */
  guint item;            /* its position in the layout */
  double x;              /* the symbol's middle on the layer */
  double y;
  gboolean selected;
};

G_DEFINE_FINAL_TYPE (DwcMapProxy, dwc_map_proxy, GTK_TYPE_WIDGET)

static void
dwc_map_proxy_finalize (GObject *object)
{
  DwcMapProxy *self = DWC_MAP_PROXY (object);

  g_free (self->key);
  g_free (self->label);

  G_OBJECT_CLASS (dwc_map_proxy_parent_class)->finalize (object);
}

static void
dwc_map_proxy_class_init (DwcMapProxyClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = dwc_map_proxy_finalize;

  gtk_widget_class_set_css_name (widget_class, "mapsymbol");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
}

static void
dwc_map_proxy_init (DwcMapProxy *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

/**
 * dwc_map_proxy_new:
 *
 * Returns: (transfer floating): a proxy of nothing
 */
GtkWidget *
dwc_map_proxy_new (void)
{
  return g_object_new (DWC_TYPE_MAP_PROXY, NULL);
}

/**
 * dwc_map_proxy_get_key:
 * @self: a proxy
 *
 * Returns: (transfer none) (nullable): what it stands for
 */
const char *
dwc_map_proxy_get_key (DwcMapProxy *self)
{
  return self->key;
}

/**
 * dwc_map_proxy_set_key:
 * @self: a proxy
 * @key: (nullable): what it stands for from now on
 */
void
dwc_map_proxy_set_key (DwcMapProxy *self,
                       const char  *key)
{
  char *copy = g_strdup (key);

  g_free (self->key);
  self->key = copy;
}

/**
 * dwc_map_proxy_get_item:
 * @self: a proxy
 *
 * Returns: the position of its symbol in the layout it was last matched with
 */
guint
dwc_map_proxy_get_item (DwcMapProxy *self)
{
  return self->item;
}

/**
 * dwc_map_proxy_set_item:
 * @self: a proxy
 * @item: the position of its symbol in the layout
 */
void
dwc_map_proxy_set_item (DwcMapProxy *self,
                        guint        item)
{
  self->item = item;
}

/**
 * dwc_map_proxy_get_place:
 * @self: a proxy
 * @x: (out): the symbol's middle, pixels of the layer
 * @y: (out): the same
 */
void
dwc_map_proxy_get_place (DwcMapProxy *self,
                         double      *x,
                         double      *y)
{
  *x = self->x;
  *y = self->y;
}

/**
 * dwc_map_proxy_set_place:
 * @self: a proxy
 * @x: the symbol's middle, pixels of the layer
 * @y: the same
 */
void
dwc_map_proxy_set_place (DwcMapProxy *self,
                         double       x,
                         double       y)
{
  self->x = x;
  self->y = y;
}

/**
 * dwc_map_proxy_get_label:
 * @self: a proxy
 *
 * Returns: (transfer none) (nullable): what a screen reader says
 */
const char *
dwc_map_proxy_get_label (DwcMapProxy *self)
{
  return self->label;
}

/**
 * dwc_map_proxy_set_label:
 * @self: a proxy
 * @label: what a screen reader says
 */
void
dwc_map_proxy_set_label (DwcMapProxy *self,
                         const char  *label)
{
  if (g_strcmp0 (self->label, label) == 0)
    return;

  g_free (self->label);
  self->label = g_strdup (label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/**
 * dwc_map_proxy_set_selected:
 * @self: a proxy
 * @selected: whether its record is the selection
 */
void
dwc_map_proxy_set_selected (DwcMapProxy *self,
                            gboolean     selected)
{
  if (self->selected == selected)
    return;

  self->selected = selected;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED, selected, -1);
}
