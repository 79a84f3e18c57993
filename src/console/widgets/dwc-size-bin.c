/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-widgets"

#include "config.h"

#include "dwc-size-bin.h"

#define MINIMUM_WIDTH  640
#define MINIMUM_HEIGHT 360

struct _DwcSizeBin
{
  GtkWidget parent_instance;

  GtkWidget *child;      /* (owned by being a child) (nullable) */
  guint idle_id;
  int width;
  int height;
};

static void buildable_iface_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DwcSizeBin, dwc_size_bin, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, buildable_iface_init))

enum
{
  RESIZED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];
static GtkBuildableIface *parent_buildable_iface;

static gboolean
announce_cb (gpointer data)
{
  DwcSizeBin *self = data;

  self->idle_id = 0;
  g_signal_emit (self, signals[RESIZED], 0, self->width, self->height);

  return G_SOURCE_REMOVE;
}

static void
dwc_size_bin_measure (GtkWidget     *widget,
                      GtkOrientation orientation,
                      int            for_size,
                      int           *minimum,
                      int           *natural,
                      int           *minimum_baseline,
                      int           *natural_baseline)
{
  DwcSizeBin *self = DWC_SIZE_BIN (widget);
  int least = orientation == GTK_ORIENTATION_HORIZONTAL ? MINIMUM_WIDTH : MINIMUM_HEIGHT;
  int child_natural = 0;

  if (self->child != NULL)
    gtk_widget_measure (self->child, orientation, -1, NULL, &child_natural, NULL, NULL);

  *minimum = least;
  *natural = MAX (least, child_natural);
}

static void
dwc_size_bin_size_allocate (GtkWidget *widget,
                            int        width,
                            int        height,
                            int        baseline)
{
  DwcSizeBin *self = DWC_SIZE_BIN (widget);
  int child_width = 0;
  int child_height = 0;

  if (self->child != NULL)
    {
      gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &child_width, NULL, NULL, NULL);
      child_width = MAX (child_width, width);
      gtk_widget_measure (self->child, GTK_ORIENTATION_VERTICAL, child_width, &child_height, NULL, NULL, NULL);
      gtk_widget_size_allocate (self->child,
                                &(GtkAllocation) { 0, 0, child_width, MAX (child_height, height) },
                                baseline);
    }

  if (width == self->width && height == self->height)
    return;

  self->width = width;
  self->height = height;
  if (self->idle_id == 0)
    self->idle_id = g_idle_add_full (G_PRIORITY_HIGH, announce_cb, self, NULL);
}

static void
dwc_size_bin_dispose (GObject *object)
{
  DwcSizeBin *self = DWC_SIZE_BIN (object);

  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_clear_pointer (&self->child, gtk_widget_unparent);

  G_OBJECT_CLASS (dwc_size_bin_parent_class)->dispose (object);
}

static void
dwc_size_bin_add_child (GtkBuildable *buildable,
                        GtkBuilder   *builder,
                        GObject      *child,
                        const char   *type)
{
  if (GTK_IS_WIDGET (child))
    dwc_size_bin_set_child (DWC_SIZE_BIN (buildable), GTK_WIDGET (child));
  else
    parent_buildable_iface->add_child (buildable, builder, child, type);
}

static void
buildable_iface_init (GtkBuildableIface *iface)
{
  parent_buildable_iface = g_type_interface_peek_parent (iface);
  iface->add_child = dwc_size_bin_add_child;
}

static void
dwc_size_bin_class_init (DwcSizeBinClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_size_bin_dispose;
  widget_class->measure = dwc_size_bin_measure;
  widget_class->size_allocate = dwc_size_bin_size_allocate;

  /**
   * DwcSizeBin::resized:
   * @width: its new width
   * @height: its new height
   */
  signals[RESIZED] = g_signal_new ("resized", DWC_TYPE_SIZE_BIN, G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
}

static void
dwc_size_bin_init (DwcSizeBin *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * dwc_size_bin_set_child:
 * @self: a size bin
 * @child: (nullable): its child
 */
void
dwc_size_bin_set_child (DwcSizeBin *self,
                        GtkWidget  *child)
{
  g_return_if_fail (DWC_IS_SIZE_BIN (self));

  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
}
