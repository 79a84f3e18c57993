/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-widgets"

#include "config.h"

#include "dwc-fields.h"

struct _DwcFields
{
  GtkWidget parent_instance;

  GtkWidget *grid;
  GPtrArray *names;    /* (owned) of GtkWidget, not owned */
  GPtrArray *values;   /* (owned) of GtkLabel, not owned */
};

G_DEFINE_FINAL_TYPE (DwcFields, dwc_fields, GTK_TYPE_WIDGET)

static void
dwc_fields_dispose (GObject *object)
{
  DwcFields *self = DWC_FIELDS (object);

  g_clear_pointer (&self->grid, gtk_widget_unparent);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->values, g_ptr_array_unref);

  G_OBJECT_CLASS (dwc_fields_parent_class)->dispose (object);
}

static void
dwc_fields_class_init (DwcFieldsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_fields_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
dwc_fields_init (DwcFields *self)
{
  self->names = g_ptr_array_new ();
  self->values = g_ptr_array_new ();
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 4);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
}

GtkWidget *
dwc_fields_new (void)
{
  return g_object_new (DWC_TYPE_FIELDS, NULL);
}

/**
 * dwc_fields_add:
 * @self: the fields
 * @name: a translated name
 *
 * Returns: the number to set its value with
 */
guint
dwc_fields_add (DwcFields  *self,
                const char *name)
{
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *value = gtk_label_new (NULL);
  guint field;

  g_return_val_if_fail (DWC_IS_FIELDS (self), 0);

  field = self->values->len;
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_widget_add_css_class (label, "dwc-second");
  gtk_widget_set_size_request (label, 66, -1);
  gtk_grid_attach (GTK_GRID (self->grid), label, 0, field, 1, 1);

  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  gtk_widget_set_can_focus (value, FALSE);
  gtk_widget_set_hexpand (value, TRUE);
  gtk_widget_add_css_class (value, "numeric");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_RELATION_LABELLED_BY, label, NULL, -1);
  gtk_grid_attach (GTK_GRID (self->grid), value, 1, field, 1, 1);

  g_ptr_array_add (self->names, label);
  g_ptr_array_add (self->values, value);
  dwc_fields_set (self, field, NULL);

  return field;
}

static void
show_field (DwcFields *self,
            guint      field,
            gboolean   shown)
{
  gtk_widget_set_visible (g_ptr_array_index (self->names, field), shown);
  gtk_widget_set_visible (g_ptr_array_index (self->values, field), shown);
}

/**
 * dwc_fields_set:
 * @self: the fields
 * @field: a number of dwc_fields_add()
 * @value: (nullable): its value; an empty one hides the field
 */
void
dwc_fields_set (DwcFields  *self,
                guint       field,
                const char *value)
{
  g_return_if_fail (DWC_IS_FIELDS (self));
  g_return_if_fail (field < self->values->len);

  gtk_label_set_text (g_ptr_array_index (self->values, field), value != NULL ? value : "");
  show_field (self, field, value != NULL && *value != '\0');
}

void
dwc_fields_set_link (DwcFields  *self,
                     guint       field,
                     const char *scheme,
                     const char *value)
{
  g_autofree char *target = NULL;
  g_autofree char *markup = NULL;
  GtkWidget *label;

  g_return_if_fail (DWC_IS_FIELDS (self));
  g_return_if_fail (field < self->values->len);

  if (*value == '\0')
    {
      dwc_fields_set (self, field, NULL);
      return;
    }

  label = g_ptr_array_index (self->values, field);
  target = g_uri_escape_string (value, "@+", FALSE);
  markup = g_markup_printf_escaped ("<a href=\"%s:%s\">%s</a>", scheme, target, value);
  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_widget_set_can_focus (label, TRUE);
  show_field (self, field, TRUE);
}

const char *
dwc_fields_get (DwcFields *self,
                guint      field)
{
  g_return_val_if_fail (DWC_IS_FIELDS (self), NULL);
  g_return_val_if_fail (field < self->values->len, NULL);

  return gtk_label_get_text (g_ptr_array_index (self->values, field));
}
