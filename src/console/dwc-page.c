/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-console"

#include "config.h"

#include "dwc-page.h"

typedef struct
{
  DwcContext *context;     /* (owned) (nullable) until it is set */
  char *title;             /* (owned) */
  char *icon_name;         /* (owned) */
  guint badge;
} DwcPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (DwcPage, dwc_page, GTK_TYPE_WIDGET)

enum
{
  PROP_CONTEXT = 1,
  PROP_TITLE,
  PROP_ICON_NAME,
  PROP_BADGE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
dwc_page_get_property (GObject    *object,
                       guint       prop_id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  DwcPagePrivate *priv = dwc_page_get_instance_private (DWC_PAGE (object));

  switch (prop_id)
    {
    case PROP_CONTEXT:
      g_value_set_object (value, priv->context);
      break;
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_ICON_NAME:
      g_value_set_string (value, priv->icon_name);
      break;
    case PROP_BADGE:
      g_value_set_uint (value, priv->badge);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
dwc_page_set_property (GObject      *object,
                       guint         prop_id,
                       const GValue *value,
                       GParamSpec   *pspec)
{
  DwcPage *self = DWC_PAGE (object);
  DwcPagePrivate *priv = dwc_page_get_instance_private (self);

  switch (prop_id)
    {
    case PROP_CONTEXT:
      dwc_page_set_context (self, g_value_get_object (value));
      break;
    case PROP_TITLE:
      g_free (priv->title);
      priv->title = g_value_dup_string (value);
      break;
    case PROP_ICON_NAME:
      g_free (priv->icon_name);
      priv->icon_name = g_value_dup_string (value);
      break;
    case PROP_BADGE:
      dwc_page_set_badge (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
dwc_page_dispose (GObject *object)
{
  DwcPagePrivate *priv = dwc_page_get_instance_private (DWC_PAGE (object));
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  g_clear_object (&priv->context);

  G_OBJECT_CLASS (dwc_page_parent_class)->dispose (object);
}

static void
dwc_page_finalize (GObject *object)
{
  DwcPagePrivate *priv = dwc_page_get_instance_private (DWC_PAGE (object));

  g_free (priv->title);
  g_free (priv->icon_name);

  G_OBJECT_CLASS (dwc_page_parent_class)->finalize (object);
}

static void
dwc_page_class_init (DwcPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = dwc_page_get_property;
  object_class->set_property = dwc_page_set_property;
  object_class->dispose = dwc_page_dispose;
  object_class->finalize = dwc_page_finalize;

  properties[PROP_CONTEXT] =
    g_param_spec_object ("context", NULL, NULL, DWC_TYPE_CONTEXT, flags);
  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL, flags | G_PARAM_CONSTRUCT_ONLY);
  properties[PROP_ICON_NAME] =
    g_param_spec_string ("icon-name", NULL, NULL, NULL, flags | G_PARAM_CONSTRUCT_ONLY);
  properties[PROP_BADGE] =
    g_param_spec_uint ("badge", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
dwc_page_init (DwcPage *self)
{
}

/**
 * dwc_page_get_context:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the context; %NULL before it was set
 */
DwcContext *
dwc_page_get_context (DwcPage *self)
{
  DwcPagePrivate *priv = dwc_page_get_instance_private (self);

  g_return_val_if_fail (DWC_IS_PAGE (self), NULL);

  return priv->context;
}

/**
 * dwc_page_set_context:
 * @self: a page
 * @context: (nullable): the context; a page gets one, once
 */
void
dwc_page_set_context (DwcPage    *self,
                      DwcContext *context)
{
  DwcPagePrivate *priv = dwc_page_get_instance_private (self);

  g_return_if_fail (DWC_IS_PAGE (self));

  if (!g_set_object (&priv->context, context))
    return;

  if (context != NULL && DWC_PAGE_GET_CLASS (self)->context_set != NULL)
    DWC_PAGE_GET_CLASS (self)->context_set (self, context);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONTEXT]);
}

/**
 * dwc_page_get_title:
 * @self: a page
 *
 * Returns: (transfer none): its translated title in the window's switcher
 */
const char *
dwc_page_get_title (DwcPage *self)
{
  DwcPagePrivate *priv = dwc_page_get_instance_private (self);

  g_return_val_if_fail (DWC_IS_PAGE (self), NULL);

  return priv->title;
}

/**
 * dwc_page_get_icon_name:
 * @self: a page
 *
 * Returns: (transfer none): the name of its icon
 */
const char *
dwc_page_get_icon_name (DwcPage *self)
{
  DwcPagePrivate *priv = dwc_page_get_instance_private (self);

  g_return_val_if_fail (DWC_IS_PAGE (self), NULL);

  return priv->icon_name;
}

/**
 * dwc_page_get_badge:
 * @self: a page
 *
 * Returns: how many things on the page wait for a person
 */
guint
dwc_page_get_badge (DwcPage *self)
{
  DwcPagePrivate *priv = dwc_page_get_instance_private (self);

  g_return_val_if_fail (DWC_IS_PAGE (self), 0);

  return priv->badge;
}

/**
 * dwc_page_set_badge:
 * @self: a page
 * @badge: the count; 0 hides the badge
 */
void
dwc_page_set_badge (DwcPage *self,
                    guint    badge)
{
  DwcPagePrivate *priv = dwc_page_get_instance_private (self);

  g_return_if_fail (DWC_IS_PAGE (self));

  if (priv->badge == badge)
    return;

  priv->badge = badge;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BADGE]);
}
