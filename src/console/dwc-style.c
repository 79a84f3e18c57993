/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-console"

#include "config.h"

#include "dwc-style.h"

#include "widgets/dwc-palette.h"

#include <adwaita.h>

#define RESOURCE_PATH "/org/dartwing/Dispatch"

struct _DwcStyle
{
  GObject parent_instance;

  GdkDisplay *display;             /* (owned) */
  GtkCssProvider *shapes;          /* (owned) */
  GtkCssProvider *high_contrast;   /* (owned) */
  GtkCssProvider *colours;         /* (owned) */
  gboolean has_high_contrast;
};

G_DEFINE_FINAL_TYPE (DwcStyle, dwc_style, G_TYPE_OBJECT)

static const char *const ROLE_NAMES[DWC_N_ROLES] = {
  [DWC_ROLE_DRAFT] = "draft",
  [DWC_ROLE_UNASSIGNED] = "unassigned",
  [DWC_ROLE_ASSIGNED] = "assigned",
  [DWC_ROLE_EN_ROUTE] = "en_route",
  [DWC_ROLE_ARRIVED] = "arrived",
  [DWC_ROLE_IN_PROGRESS] = "in_progress",
  [DWC_ROLE_COMPLETED] = "completed",
  [DWC_ROLE_CANCELLED] = "cancelled",
  [DWC_ROLE_ON_HOLD] = "on_hold",
  [DWC_ROLE_HEAT_0] = "heat_0",
  [DWC_ROLE_HEAT_HALF] = "heat_half",
  [DWC_ROLE_HEAT_1] = "heat_1",
  [DWC_ROLE_HEAT_2] = "heat_2",
  [DWC_ROLE_HEAT_3] = "heat_3",
  [DWC_ROLE_CONFLICT] = "conflict",
};

static const struct
{
  const char *name;
  DwcSurface surface;
} SURFACE_NAMES[] = {
  /* Ours. */
  { "dwc_sidebar", DWC_SURFACE_SIDEBAR },
  { "dwc_hover", DWC_SURFACE_HOVER },
  { "dwc_selected", DWC_SURFACE_SELECTED },
  { "dwc_off", DWC_SURFACE_OFF },
  { "dwc_line", DWC_SURFACE_HOUR_LINE },
  { "dwc_soft_line", DWC_SURFACE_HALF_HOUR_LINE },
  { "dwc_outline", DWC_SURFACE_OUTLINE },
  { "dwc_text", DWC_SURFACE_TEXT },
  { "dwc_dim", DWC_SURFACE_DIM_TEXT },
  { "dwc_now", DWC_SURFACE_NOW },
  /* libadwaita's. */
  { "window_bg_color", DWC_SURFACE_WINDOW },
  { "window_fg_color", DWC_SURFACE_TEXT },
  { "view_bg_color", DWC_SURFACE_VIEW },
  { "view_fg_color", DWC_SURFACE_TEXT },
  { "headerbar_bg_color", DWC_SURFACE_HEADER },
  { "headerbar_fg_color", DWC_SURFACE_TEXT },
  { "card_bg_color", DWC_SURFACE_CARD },
  { "card_fg_color", DWC_SURFACE_TEXT },
  { "dialog_bg_color", DWC_SURFACE_WINDOW },
  { "dialog_fg_color", DWC_SURFACE_TEXT },
  { "popover_bg_color", DWC_SURFACE_POPOVER },
  { "popover_fg_color", DWC_SURFACE_TEXT },
  { "accent_bg_color", DWC_SURFACE_ACCENT },
  { "accent_color", DWC_SURFACE_ACCENT_TEXT },
};

static void
append_colour (GString       *css,
               const char    *prefix,
               const char    *name,
               const char    *suffix,
               const GdkRGBA *colour)
{
  g_autofree char *text = gdk_rgba_to_string (colour);

  g_string_append_printf (css, "@define-color %s%s%s %s;\n", prefix, name, suffix, text);
}

/**
 * dwc_style_dup_colours:
 *
 * Returns: (transfer full): CSS text that defines the palette's colours of the scheme in use, as
 *   dwc_<role>_text, _fill and _tint, and the surfaces under our and under libadwaita's names
 */
char *
dwc_style_dup_colours (void)
{
  GString *css = g_string_new (NULL);
  DwcScheme scheme = dwc_palette_get_scheme ();

  for (int role = 0; role < DWC_N_ROLES; role++)
    {
      const DwcRoleColours *colours = dwc_palette_get_role (scheme, role);

      append_colour (css, "dwc_", ROLE_NAMES[role], "_text", &colours->text);
      append_colour (css, "dwc_", ROLE_NAMES[role], "_fill", &colours->fill);
      append_colour (css, "dwc_", ROLE_NAMES[role], "_tint", &colours->tint);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (SURFACE_NAMES); i++)
    append_colour (css, "", SURFACE_NAMES[i].name, "",
                   dwc_palette_get_surface (scheme, SURFACE_NAMES[i].surface));

  g_string_append (css, "@define-color accent_fg_color #ffffff;\n");

  return g_string_free (css, FALSE);
}

static void
add_provider (DwcStyle       *self,
              GtkCssProvider *provider)
{
  gtk_style_context_add_provider_for_display (self->display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
}

static void
remove_provider (DwcStyle       *self,
                 GtkCssProvider *provider)
{
  gtk_style_context_remove_provider_for_display (self->display, GTK_STYLE_PROVIDER (provider));
}

static void
follow_scheme (DwcStyle *self)
{
  DwcScheme scheme = dwc_palette_get_scheme ();
  gboolean high_contrast = scheme == DWC_SCHEME_HC_LIGHT || scheme == DWC_SCHEME_HC_DARK;
  g_autofree char *css = dwc_style_dup_colours ();

  gtk_css_provider_load_from_data (self->colours, css, -1);

  if (high_contrast == self->has_high_contrast)
    return;

  self->has_high_contrast = high_contrast;
  if (high_contrast)
    add_provider (self, self->high_contrast);
  else
    remove_provider (self, self->high_contrast);
}

static void
dwc_style_dispose (GObject *object)
{
  DwcStyle *self = DWC_STYLE (object);

  if (self->display != NULL)
    {
      remove_provider (self, self->shapes);
      remove_provider (self, self->colours);
      if (self->has_high_contrast)
        remove_provider (self, self->high_contrast);
    }

  g_clear_object (&self->display);
  g_clear_object (&self->shapes);
  g_clear_object (&self->high_contrast);
  g_clear_object (&self->colours);

  G_OBJECT_CLASS (dwc_style_parent_class)->dispose (object);
}

static void
dwc_style_class_init (DwcStyleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dwc_style_dispose;
}

static void
dwc_style_init (DwcStyle *self)
{
  self->shapes = gtk_css_provider_new ();
  self->high_contrast = gtk_css_provider_new ();
  self->colours = gtk_css_provider_new ();
}

/**
 * dwc_style_new:
 * @display: the display to style
 *
 * Returns: (transfer full): the style; it ends with the object
 */
DwcStyle *
dwc_style_new (GdkDisplay *display)
{
  DwcStyle *self;
  AdwStyleManager *manager;

  g_return_val_if_fail (GDK_IS_DISPLAY (display), NULL);

  self = g_object_new (DWC_TYPE_STYLE, NULL);
  self->display = g_object_ref (display);
  gtk_css_provider_load_from_resource (self->shapes, RESOURCE_PATH "/css/dwc.css");
  gtk_css_provider_load_from_resource (self->high_contrast, RESOURCE_PATH "/css/dwc-hc.css");
  add_provider (self, self->shapes);
  add_provider (self, self->colours);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display), RESOURCE_PATH "/icons");

  manager = adw_style_manager_get_default ();
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (follow_scheme), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (follow_scheme), self,
                           G_CONNECT_SWAPPED);
  follow_scheme (self);

  return self;
}
